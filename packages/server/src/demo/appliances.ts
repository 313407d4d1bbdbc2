/** What the maker of household appliances has in the hands of its customers, and who looks after it. */

export interface DemoProduct {
  readonly product: string;
  readonly warrantyMonths: number;
  /** Maintenance: what is done, and every how many months. */
  readonly maintenance: readonly [title: string, everyMonths: number] | undefined;
  /** The skill that work at it asks for. */
  readonly skill: string;
}

export const skills: readonly (readonly [name: string, description: string])[] = [
  ['冷媒作業', 'May work with refrigerants.'],
  ['電氣', 'May work on mains power.'],
  ['給排水', 'Connects water and drains.'],
  ['瓦斯', 'May work on gas.'],
];

export const products: readonly DemoProduct[] = [
  { product: '變頻冷氣 FA-28', warrantyMonths: 36, maintenance: ['濾網清潔與冷媒檢查', 12], skill: '冷媒作業' },
  { product: '冰箱 FR-520', warrantyMonths: 36, maintenance: undefined, skill: '冷媒作業' },
  { product: '洗衣機 FW-14', warrantyMonths: 24, maintenance: undefined, skill: '給排水' },
  { product: 'Dishwasher FD-60', warrantyMonths: 24, maintenance: undefined, skill: '給排水' },
  { product: '飲水機 FP-3', warrantyMonths: 12, maintenance: ['更換濾芯', 6], skill: '給排水' },
  { product: '瓦斯熱水器 FH-16', warrantyMonths: 24, maintenance: ['燃燒檢查', 12], skill: '瓦斯' },
  { product: '電視 FT-55', warrantyMonths: 24, maintenance: undefined, skill: '電氣' },
];

/** The middle of each region, in degrees. */
export const regions: Readonly<Record<string, readonly [latitude: number, longitude: number]>> = {
  臺北市: [25.0478, 121.5319],
  新北市: [25.0143, 121.4672],
  桃園市: [24.9937, 121.301],
  新竹市: [24.8039, 120.9647],
  臺中市: [24.1477, 120.6736],
  臺南市: [22.9908, 120.2133],
  高雄市: [22.6273, 120.3014],
  花蓮縣: [23.9769, 121.6044],
};

/** Twelve technicians: where each lives, and what he is able to do. */
export const technicians: readonly (readonly [name: string, region: string, skills: readonly string[]])[] = [
  ['吳建宏', '臺北市', ['冷媒作業', '電氣']],
  ['蔡文雄', '臺北市', ['給排水', '瓦斯']],
  ['許家豪', '臺北市', ['冷媒作業', '給排水', '電氣']],
  ['鄭明哲', '新北市', ['冷媒作業', '電氣']],
  ['謝志明', '新北市', ['給排水', '瓦斯', '電氣']],
  ['洪啟文', '桃園市', ['冷媒作業', '給排水', '瓦斯', '電氣']],
  ['郭俊傑', '新竹市', ['冷媒作業', '給排水', '瓦斯', '電氣']],
  ['曾國華', '臺中市', ['冷媒作業', '電氣']],
  ['邱佳穎', '臺中市', ['給排水', '瓦斯', '電氣']],
  ['廖宗翰', '臺南市', ['冷媒作業', '給排水', '瓦斯', '電氣']],
  ['賴冠宇', '高雄市', ['冷媒作業', '給排水', '瓦斯', '電氣']],
  ['周美玲', '花蓮縣', ['冷媒作業', '給排水', '瓦斯', '電氣']],
];

/** Sorts of work: how long they take, and what proves them. */
export const jobTypes = {
  REPAIR: { name: '維修', minutes: 60, proof: ['PHOTO', 'SIGNATURE'] },
  MAINTENANCE: { name: '定期保養', minutes: 45, proof: ['CHECKLIST', 'SIGNATURE'] },
} as const;

export const parts: readonly (readonly [number: string, name: string])[] = [
  ['FA-28-CAP', '冷氣啟動電容'],
  ['FR-GSK', '冰箱門封條'],
  ['FP-3-RO', '飲水機濾芯'],
  ['FW-14-PMP', '洗衣機排水泵'],
];

export const faults = ['不冷', '漏水', '異音', '無法啟動', 'Does not drain', '顯示 E4'] as const;
export const reports = ['更換零件後正常。', '清潔後正常。', 'Tightened the inlet; no leak any more.'] as const;
