import { belongsTo, type EnumerationValue, enumeration, field, Record, RecordBase, type Ref } from '@rapport/sdk';
import { Customer } from './customer.record.ts';
import { careGrants } from './grants.ts';

export const FinancialMeasure = enumeration('FinancialMeasure', 'A figure by which organisations are compared.', {
  REVENUE_GROWTH: 'Growth of revenue over a year.',
  GROSS_MARGIN: 'Gross profit by revenue.',
  NET_MARGIN: 'Net profit by revenue.',
  RETURN_ON_ASSETS: 'Net profit by total assets.',
  DEBT_RATIO: 'Debts by total assets.',
  CURRENT_RATIO: 'Current assets by current liabilities.',
});
export type FinancialMeasure = EnumerationValue<typeof FinancialMeasure>;

/** A financial figure of an organisation beside the mean of its industry (B5). */
@Record({
  prefix: 'fin',
  description: 'A financial figure of an organisation beside the mean of its industry, in basis points (1 % is 100).',
  ownership: { through: 'organisation' },
  indexes: [
    ['organisationId', '-createdAt', '-id'],
    ['measure', 'basisPoints', 'organisationId'],
  ],
  unique: [['organisationId', 'measure', 'year']],
  grants: careGrants,
})
export class FinancialFigure extends RecordBase {
  @belongsTo(() => Customer, {
    description: 'The organisation.',
    writable: 'create',
    inverse: { name: 'financialFigures', description: 'Financial figures of the organisation.' },
  })
  organisation!: Ref<Customer>;

  @field.enum(FinancialMeasure, { description: 'What is measured.', writable: 'create' })
  measure!: FinancialMeasure;

  @field.int({ description: 'The year.', min: 1900, max: 2200, writable: 'create' })
  year!: number;

  @field.int({ description: 'The figure, in basis points.' })
  basisPoints!: number;

  @field.int({ description: 'Mean of the industry in that year, in basis points.', nullable: true })
  industryBasisPoints!: number | null;
}
