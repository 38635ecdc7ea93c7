import { describe } from 'vitest';
import { postgresItems, sqliteItems } from './items/house.ts';
import { sightsContract } from './items/sights.ts';
import { describePostgres } from './postgres/database.ts';

describe('what a token sees of an item, on SQLite', () => sightsContract(sqliteItems, 60));

describePostgres('what a token sees of an item, on PostgreSQL', () => sightsContract(postgresItems, 30));
