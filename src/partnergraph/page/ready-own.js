/* The picture comes first, then the data; what stands below this runs when both are there. */

document.body.classList.add('live');
const newBackend = ownBackend;
model = await packedModel();
startEarly();
const data = await unpacked('data');
nameEnds();
nameModel(data.order.things.concat(data.nodes));
