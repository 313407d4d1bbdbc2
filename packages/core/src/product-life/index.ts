import { definePlugin } from '@rapport/sdk';
import { createProductLife } from './migrations/0001-create-product-life.ts';
import { productLifeRules } from './product-life.rules.ts';
import { ProductLifeCycle } from './product-life-cycle.record.ts';
import { ProductLifeStep } from './product-life-step.record.ts';

export { ProductLifeCycle, ProductLifeState } from './product-life-cycle.record.ts';
export { ProductLifeStep } from './product-life-step.record.ts';

export const productLifePlugin = definePlugin({
  id: 'product-life',
  version: '0.1.0',
  requires: ['customers'],
  records: [ProductLifeCycle, ProductLifeStep],
  migrations: [createProductLife],
  before: productLifeRules,
});
