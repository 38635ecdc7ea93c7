import { describe } from 'vitest';
import { postgresItems, sqliteItems } from './items/house.ts';
import { ownedItemsContract } from './items/owned-items.ts';
import { describePostgres } from './postgres/database.ts';

describe("the owner's items on SQLite", () => ownedItemsContract(sqliteItems));

describePostgres("the owner's items on PostgreSQL", () => ownedItemsContract(postgresItems));
