export { embedded } from './embedded.ts';
export { type EnumerationValue, enumerated, enumeration, enumerationTypeOf } from './enumeration.ts';
export {
  createMoneyText,
  formatMinor,
  Money,
  MoneyAmountScalar,
  MoneyInput,
  minorUnitDigits,
  money,
  parseMinor,
} from './money.ts';
export { boolean, int } from './number.ts';
export { reference } from './reference.ts';
export { reject } from './reject.ts';
export { email, longText, phone, text } from './text.ts';
export { DateScalar, DateTimeScalar, date, instant } from './time.ts';
