/** The companies of the demonstration. */

export interface DemoUser {
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly team: string | undefined;
  readonly territory: string | undefined;
}

export interface DemoTenant {
  readonly slug: string;
  readonly name: string;
  readonly defaultCountry: string;
  readonly customers: number;
  readonly teams: readonly { readonly name: string; readonly parent: string | undefined }[];
  readonly territories: readonly { readonly name: string; readonly parent: string | undefined }[];
  readonly users: readonly DemoUser[];
  /** What people talk about. */
  readonly subjects: readonly [string, ...string[]];
  readonly currency: string;
  /** How mobile numbers begin there. */
  readonly mobilePrefix: string;
  /** Where its customers live. */
  readonly regions: readonly [string, ...string[]];
  readonly language: string;
  readonly timeZone: string;
  /** Why customers went on to the next state, as it is written down. */
  readonly firstPurchases: readonly [string, ...string[]];
  /** Its products stand at the customers' places, and somebody goes there. */
  readonly sendsTechnicians?: true;
}

/** Makes household appliances; sells them to families, schools and hotels. */
const formosa: DemoTenant = {
  slug: 'formosa',
  name: 'Formosa Appliances 福爾摩沙家電',
  defaultCountry: 'TW',
  customers: 300,
  sendsTechnicians: true,
  currency: 'TWD',
  mobilePrefix: '+8869',
  regions: ['臺北市', '新北市', '桃園市', '新竹市', '臺中市', '臺南市', '高雄市', '花蓮縣'],
  language: 'zh-Hant-TW',
  timeZone: 'Asia/Taipei',
  firstPurchases: ['購買變頻冷氣', '購買冰箱與洗衣機', 'Bought a dishwasher', '學校飲水機十二台', '飯店房間電視四十台'],
  teams: [
    { name: 'Sales', parent: undefined },
    { name: 'Sales North', parent: 'Sales' },
    { name: 'Sales South', parent: 'Sales' },
    { name: 'Service', parent: undefined },
  ],
  territories: [
    { name: 'Taiwan', parent: undefined },
    { name: 'North Taiwan', parent: 'Taiwan' },
    { name: 'South Taiwan', parent: 'Taiwan' },
  ],
  users: [
    { name: '林怡安', email: 'admin@formosa.example', role: 'admin', team: undefined, territory: undefined },
    { name: '陳國榮', email: 'manager@formosa.example', role: 'manager', team: 'Sales', territory: 'Taiwan' },
    { name: '王雅惠', email: 'north@formosa.example', role: 'seller', team: 'Sales North', territory: 'North Taiwan' },
    { name: '李志豪', email: 'south@formosa.example', role: 'seller', team: 'Sales South', territory: 'South Taiwan' },
    { name: '張淑娟', email: 'service@formosa.example', role: 'service', team: 'Service', territory: undefined },
    { name: 'Emma Novák', email: 'marketing@formosa.example', role: 'marketer', team: undefined, territory: undefined },
    { name: '黃柏霖', email: 'analyst@formosa.example', role: 'analyst', team: undefined, territory: undefined },
  ],
  subjects: [
    '冷氣安裝詢問',
    '冰箱報價',
    '洗衣機維修',
    'Price of a dishwasher',
    '學校飲水機採購',
    '保固查詢',
    'Filter replacement',
    '飯店團購洽談',
  ],
};

/** Develops and sells homes. */
const harbour: DemoTenant = {
  slug: 'harbour',
  name: 'Harbour Homes 海港置業',
  defaultCountry: 'HK',
  customers: 200,
  currency: 'HKD',
  mobilePrefix: '+85261',
  regions: ['九龍城區', '油尖旺區', '觀塘區', '黃大仙區', '深水埗區', '西貢區'],
  language: 'zh-Hant-HK',
  timeZone: 'Asia/Hong_Kong',
  firstPurchases: ['簽約兩房單位', '認購三房連車位', 'Signed for a two-bedroom flat', '簽約開放式單位'],
  teams: [
    { name: 'Show Flat', parent: undefined },
    { name: 'Owner Care', parent: undefined },
  ],
  territories: [{ name: 'Kowloon', parent: undefined }],
  users: [
    { name: '周麗儀', email: 'admin@harbour.example', role: 'admin', team: undefined, territory: undefined },
    { name: '何家輝', email: 'manager@harbour.example', role: 'manager', team: 'Show Flat', territory: 'Kowloon' },
    { name: 'Grace Lam', email: 'consultant@harbour.example', role: 'seller', team: 'Show Flat', territory: 'Kowloon' },
    { name: '梁志強', email: 'care@harbour.example', role: 'service', team: 'Owner Care', territory: undefined },
  ],
  subjects: [
    '樣板房參觀',
    '兩房戶型詢問',
    'Mortgage question',
    '車位預訂',
    '收樓驗收',
    'Water leak reported',
    '推薦朋友看樓',
  ],
};

export const demoTenants: readonly DemoTenant[] = [formosa, harbour];
