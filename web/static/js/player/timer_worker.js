// Answers {id, ms} with id after ms. Cancelling is the page's business: it forgets the id.
onmessage = ({ data: { id, ms } }) => {
  setTimeout(() => postMessage(id), ms);
};
