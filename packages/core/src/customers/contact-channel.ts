import { type EnumerationValue, enumeration } from '@rapport/sdk';

export const ContactChannel = enumeration('ContactChannel', 'A way to reach somebody.', {
  PHONE: 'A telephone that stands somewhere.',
  MOBILE: 'A telephone that somebody carries; also text messages.',
  EMAIL: 'E-mail.',
  POSTAL: 'Letters.',
  LINE: 'LINE.',
  WECHAT: 'WeChat.',
  QQ: 'QQ.',
  OTHER: 'Another way; it is named beside it.',
});
export type ContactChannel = EnumerationValue<typeof ContactChannel>;
