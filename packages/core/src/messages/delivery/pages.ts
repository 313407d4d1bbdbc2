import type { ContactChannel } from '../../customers/index.ts';

/** The words of the pages, by language; what has none gets English. */
const words = {
  en: {
    title: 'What we may send you',
    intro: 'Choose what you want to hear from us, and how. It holds at once.',
    marketing: 'Advertising by {channel}',
    save: 'Save',
    saved: 'Saved. Thank you for telling us.',
    unsubscribe: 'Unsubscribe',
    unsubscribeIntro: 'You will get no more advertising by {channel}.',
    unsubscribed: 'Done. You get no more advertising by {channel}.',
    none: 'There is no way to reach you that we know of.',
    invalid: 'This link is not valid, or is too old. Use the link of a newer message.',
    channels: {
      EMAIL: 'e-mail',
      MOBILE: 'text message',
      PHONE: 'telephone',
      POSTAL: 'letter',
      LINE: 'LINE',
      WECHAT: 'WeChat',
      QQ: 'QQ',
      OTHER: 'other ways',
    },
  },
  de: {
    title: 'Was wir Ihnen senden dürfen',
    intro: 'Wählen Sie, was Sie von uns hören möchten, und auf welchem Weg. Es gilt sofort.',
    marketing: 'Werbung per {channel}',
    save: 'Speichern',
    saved: 'Gespeichert. Danke für Ihre Angaben.',
    unsubscribe: 'Abbestellen',
    unsubscribeIntro: 'Sie erhalten keine Werbung per {channel} mehr.',
    unsubscribed: 'Erledigt. Sie erhalten keine Werbung per {channel} mehr.',
    none: 'Wir kennen keinen Weg, Sie zu erreichen.',
    invalid: 'Dieser Link ist ungültig oder zu alt. Nehmen Sie den aus einer neueren Nachricht.',
    channels: {
      EMAIL: 'E-Mail',
      MOBILE: 'SMS',
      PHONE: 'Telefon',
      POSTAL: 'Brief',
      LINE: 'LINE',
      WECHAT: 'WeChat',
      QQ: 'QQ',
      OTHER: 'andere Wege',
    },
  },
  'zh-Hant': {
    title: '您願意收到哪些訊息',
    intro: '請選擇您想收到的內容與方式，儲存後立即生效。',
    marketing: '以{channel}接收優惠訊息',
    save: '儲存',
    saved: '已儲存，謝謝您告訴我們。',
    unsubscribe: '取消訂閱',
    unsubscribeIntro: '您將不再以{channel}收到優惠訊息。',
    unsubscribed: '已完成。您不會再以{channel}收到優惠訊息。',
    none: '我們目前沒有您的聯絡方式。',
    invalid: '此連結無效或已過期，請使用較新訊息中的連結。',
    channels: {
      EMAIL: '電子郵件',
      MOBILE: '簡訊',
      PHONE: '電話',
      POSTAL: '郵寄',
      LINE: 'LINE',
      WECHAT: '微信',
      QQ: 'QQ',
      OTHER: '其他方式',
    },
  },
  'zh-Hans': {
    title: '您愿意收到哪些消息',
    intro: '请选择您想收到的内容与方式，保存后立即生效。',
    marketing: '以{channel}接收优惠消息',
    save: '保存',
    saved: '已保存，谢谢您告诉我们。',
    unsubscribe: '退订',
    unsubscribeIntro: '您将不再以{channel}收到优惠消息。',
    unsubscribed: '已完成。您不会再以{channel}收到优惠消息。',
    none: '我们目前没有您的联系方式。',
    invalid: '此链接无效或已过期，请使用较新消息中的链接。',
    channels: {
      EMAIL: '电子邮件',
      MOBILE: '短信',
      PHONE: '电话',
      POSTAL: '信件',
      LINE: 'LINE',
      WECHAT: '微信',
      QQ: 'QQ',
      OTHER: '其他方式',
    },
  },
} as const;

export type PageLanguage = keyof typeof words;

/** The language of the pages that is nearest to one of these. */
export function pageLanguage(...wanted: readonly (string | null | undefined)[]): PageLanguage {
  for (const language of wanted.flatMap((one) => one?.split(',') ?? [])) {
    const tag = language.split(';', 1)[0]?.trim() ?? '';
    if (tag === '' || tag === '*') continue;
    const { language: main, script } = new Intl.Locale(tag).maximize();
    const found = main === 'zh' ? `zh-${script}` : main;
    if (found in words) return found as PageLanguage;
  }
  return 'en';
}

const escaped = (text: string) => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

const page = (language: PageLanguage, title: string, body: string) => `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>
body { font: 1.125rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff; }
label { display: block; padding: 0.5rem 0; }
input { width: 1.25rem; height: 1.25rem; vertical-align: middle; }
button { font: inherit; padding: 0.6rem 1.4rem; margin-top: 1rem; border: 2px solid #1a1a1a; border-radius: 0.4rem; background: #1a1a1a; color: #fff; }
:focus-visible { outline: 3px solid #0a58ca; outline-offset: 2px; }
</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${body}
</main>
</body>
</html>
`;

const status = (text: string) => `<p role="status">${escaped(text)}</p>`;

const named = (language: PageLanguage, text: string, channel: ContactChannel) =>
  text.replace('{channel}', words[language].channels[channel]);

export function invalidPage(language: PageLanguage): string {
  return page(language, words[language].title, status(words[language].invalid));
}

/** Asks whether somebody wants no more; a link alone must change nothing, because programs follow links too. */
export function unsubscribePage(language: PageLanguage, channel: ContactChannel): string {
  const { unsubscribe, unsubscribeIntro } = words[language];
  return page(
    language,
    unsubscribe,
    `<p>${escaped(named(language, unsubscribeIntro, channel))}</p>\n<form method="post"><button>${escaped(unsubscribe)}</button></form>`,
  );
}

export function unsubscribedPage(language: PageLanguage, channel: ContactChannel): string {
  const { unsubscribe, unsubscribed } = words[language];
  return page(language, unsubscribe, status(named(language, unsubscribed, channel)));
}

export interface ShownPreference {
  readonly channel: ContactChannel;
  readonly agreed: boolean;
}

export function preferencePage(
  language: PageLanguage,
  preferences: readonly ShownPreference[],
  isSaved: boolean,
): string {
  const { title, intro, marketing, save, saved, none } = words[language];
  const boxes = preferences.map(
    ({ channel, agreed }) =>
      `<label><input type="checkbox" name="channel" value="${channel}"${agreed ? ' checked' : ''}> ${escaped(named(language, marketing, channel))}</label>`,
  );
  const form = `<form method="post">\n<fieldset>\n<legend>${escaped(intro)}</legend>\n${boxes.join('\n')}\n</fieldset>\n<button>${escaped(save)}</button>\n</form>`;
  return page(
    language,
    title,
    `${isSaved ? status(saved) : ''}${boxes.length === 0 ? `<p>${escaped(none)}</p>` : form}`,
  );
}
