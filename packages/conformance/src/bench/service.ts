import { openHouse, startBroker } from './house.ts';
import { answerOrders } from './order.ts';

/** A broker that is measured. Arguments: data directory, issuer, and the URL of a PostgreSQL where it is not SQLite. */
const [directory = '', issuer = '', databaseUrl] = process.argv.slice(2);

const house = await openHouse(directory, databaseUrl);
const broker = await startBroker(house, directory, issuer);
answerOrders(broker.url);
