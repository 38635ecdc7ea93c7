import { randomInt } from 'node:crypto';
import { newId } from './identifier.ts';
import type { ItemMakers } from './items/item-plan.ts';
import { makePassword } from './items/password.ts';

/** Ids and passwords from the random source of the system. */
export const MAKERS: ItemMakers = { newId, password: (recipe) => makePassword(recipe, randomInt) };
