// Which rooms could play as one, and who does after one was ticked.

/** @typedef {{id: string, name: string, volume_percent: number | null}} Room */

/** The rooms of a device: its members, or itself alone. @param {Api.Device} device @returns {Room[]} */
export const roomsOf = (device) => (device.members.length ? device.members : [device]);

/** Every room that could play with it, by name. @param {Api.Device} device @param {Api.Device[]} all */
export const candidates = (device, all) =>
  all.filter((each) => each.can_group && each.kind === device.kind && (each.is_online || each.id === device.id)).flatMap(roomsOf).sort((a, b) => a.name.localeCompare(b.name));

/** Who plays once this room was ticked or not; the last one stays. @param {string[]} inside @param {string} id */
export function flipped(inside, id) {
  if (!inside.includes(id)) return [...inside, id];
  return inside.length > 1 ? inside.filter((each) => each !== id) : inside;
}
