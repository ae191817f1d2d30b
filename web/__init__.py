"""The pages of Segue: a shell, its static files and their caching.

LAW: knows no sibling and nothing of the server; talks to it only as any client does, over /api.
Everything under static/ runs in the browser as it lies here: there is no build step.
"""

from web.blueprint import blueprint

__all__ = ["blueprint"]
