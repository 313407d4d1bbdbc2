import { createStock } from './0001-create-stock.ts';
import { createSale } from './0002-create-sale.ts';
import { createVisits } from './0003-create-visits.ts';
import { createAfterSale } from './0004-create-after-sale.ts';
import { createBroker } from './0005-create-broker.ts';
import { createRollOut } from './0006-create-roll-out.ts';

export const migrations = [createStock, createSale, createVisits, createAfterSale, createBroker, createRollOut];
