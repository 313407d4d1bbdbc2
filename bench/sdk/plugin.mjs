import { Customer } from '@rapport/core';
import { definePlugin, ExtensionOf, field, tablesSql } from '@rapport/kernel';

/** Four fields on customers, as a plugin of a vendor adds them; decorators are functions where there is no compiler. */
class BenchCustomer {}
const declare = (name, decorator) => decorator(BenchCustomer.prototype, name);
declare('points', field.int({ description: 'Points.', nullable: true, order: true }));
declare('nickname', field.text({ description: 'A name.', maxLength: 40, nullable: true }));
declare('account', field.text({ description: 'A text that hardly two have.', maxLength: 254, nullable: true }));
declare('credit', field.money({ description: 'An amount.', nullable: true }));
ExtensionOf(() => Customer, { description: 'Four fields.', indexes: [['account', 'id']] })(BenchCustomer);

export const benchPlugin = definePlugin({
  id: 'bench',
  version: '1.0.0',
  requires: ['customers'],
  extensions: [BenchCustomer],
  migrations: [{ id: '0001-create', sql: tablesSql({ id: 'bench', extensions: [BenchCustomer] }) }],
});
