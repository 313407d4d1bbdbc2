import type { Random } from './random.ts';

type Words = readonly [string, ...string[]];

const words = (text: string): Words => text.split(' ') as unknown as Words;

const chineseFamilies = words(
  '陳 林 黃 張 李 王 吳 劉 蔡 楊 許 鄭 謝 郭 洪 曾 邱 廖 賴 周 徐 蘇 葉 莊 呂 江 何 蕭 羅 高 潘 簡 朱 鍾 彭 游 詹 胡 施 沈',
);
const chineseGiven = words(
  '志明 淑芬 家豪 雅婷 俊傑 美玲 建宏 怡君 宗翰 佳穎 冠廷 詩涵 柏翰 欣怡 承恩 雅雯 宇軒 思妤 彥廷 鈺婷 哲瑋 心怡 品睿 宜蓁 子晴 明哲 惠美 國華 麗華 文雄',
);
const romanFamilies = words(
  'Chen Lin Huang Chang Lee Wang Wu Liu Tsai Yang Smith Brown García Müller Nguyen Tanaka Kim Dubois Novák Rossi',
);
const romanGiven = words(
  'Anna Ben Chloé Daniel Elena Felix Grace Hugo Ines Jack Karin Leo Mia Noah Olivia Paul Rosa Sven Tara Zoë',
);
const organisationBrands = words('大同 永豐 聯合 遠東 宏達 台北 高雄 新竹 華新 正大 和平 光明 東方 太平洋 長榮 中興');
const organisationKinds = words(
  '科技股份有限公司 建設有限公司 國民小學 大飯店 醫院 社會福利基金會 物業管理有限公司 餐飲集團',
);

export interface PersonName {
  readonly name: string;
  readonly givenName: string;
  readonly familyName: string;
}

const femaleGiven = new Set([
  ...words('淑芬 雅婷 美玲 怡君 佳穎 詩涵 欣怡 雅雯 思妤 鈺婷 心怡 宜蓁 子晴 惠美 麗華'),
  ...words('Anna Chloé Elena Grace Ines Karin Mia Olivia Rosa Tara Zoë'),
]);

/** Whether a given name of the demonstration is a woman's. */
export const isFemale = (givenName: string): boolean => femaleGiven.has(givenName);

/** Most people of the demonstration have Chinese names; family name first. */
export function personName(random: Random): PersonName {
  if (random.chance(0.8)) {
    const familyName = random.pick(chineseFamilies);
    const givenName = random.pick(chineseGiven);
    return { name: familyName + givenName, givenName, familyName };
  }
  const givenName = random.pick(romanGiven);
  const familyName = random.pick(romanFamilies);
  return { name: `${givenName} ${familyName}`, givenName, familyName };
}

export function organisationName(random: Random): string {
  return random.pick(organisationBrands) + random.pick(organisationBrands) + random.pick(organisationKinds);
}

const mailNames = romanGiven.map((name) =>
  name
    .normalize('NFD')
    .replace(/\P{ASCII}/gu, '')
    .toLowerCase(),
) as unknown as Words;

/** An address below a domain that never exists (RFC 2606). */
export function emailFor(random: Random, index: number): string {
  return `${random.pick(mailNames)}.${index}@${random.pick(['example.com', 'example.org', 'example.net'])}`;
}

/** A mobile number of the country to which the prefix belongs: country code, and how its mobile numbers begin. */
export const mobileNumber = (random: Random, prefix: string): string =>
  `${prefix}${random.digits(MOBILE_DIGITS[prefix] ?? 8)}`;

/** Digits after the prefix, in Taiwan and in Hong Kong. */
const MOBILE_DIGITS: Readonly<Record<string, number>> = { '+8869': 8, '+85261': 6 };
