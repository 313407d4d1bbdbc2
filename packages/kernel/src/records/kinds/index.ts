export { choice } from './choice.ts';
export { DecimalScalar, decimal } from './decimal.ts';
export { embedded } from './embedded.ts';
export { type EnumerationValue, enumerated, enumeration, enumerationTypeOf } from './enumeration.ts';
export { id } from './id.ts';
export { JsonScalar, json } from './json.ts';
export {
  formatMinor,
  Money,
  MoneyAmountScalar,
  MoneyInput,
  minorUnitDigits,
  money,
  parseMinor,
} from './money.ts';
export { boolean, int, points } from './number.ts';
export { MAX_REFS, refs, storedRefs, uuidsOf } from './refs.ts';
export { reject } from './reject.ts';
export { SecretState, secret } from './secret.ts';
export { email, longText, nationalDigits, normaliseEmail, normalisePhone, phone, text } from './text.ts';
export { enums, texts } from './texts.ts';
export { DateScalar, DateTimeScalar, date, instant, pastDate } from './time.ts';
