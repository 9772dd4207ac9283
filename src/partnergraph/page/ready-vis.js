/* The data comes; what stands below this runs when it is there. */

const data = await unpacked('data');
visModel();
const newBackend = visBackend;
