import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';

/**
 * The method of FEBRL's dataset 1: 1,000 records of which 500 are originals and each has one duplicate, made by typing
 * errors, swapped fields and missing values. The records are made here, from a seed.
 */
const PAIRS = 500;
const SEED = 1_990_517;
/** Modified fields of a duplicate, at most. */
const MAX_MODIFICATIONS = 4;

/** A linear congruential generator (Numerical Recipes): the same records on every machine. */
class Dice {
  private state = SEED;

  below(limit: number): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * limit);
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }
}

interface Person {
  readonly given: string;
  readonly family: string;
  readonly birthDate: string | null;
  readonly email: string | null;
  readonly phone: string | null;
}

const words = (text: string) => text.split(' ');
const latin = {
  given: words(
    'Emily Joshua Jack Thomas Lachlan Matthew Sophie Olivia Chloe Isabella Jessica Samuel Benjamin William Daniel Hannah Georgia Charlotte Ella Mia Zoe Nicholas Riley Jacob Lucy Harrison Amelia Caitlin Alexander Jasmine',
  ),
  family: words(
    'Smith Clarke White Campbell Nguyen Green Webb Morrison Ryan Reid Dixon Matthews Goode Hawkins Stephenson Coleman Blackwell Mcgregor Fitzpatrick Rollins Browne Petersen Lindqvist Oconnor Whitfield Ramsden Kowalski Papadopoulos Vandenberg Ferguson',
  ),
};
const chinese = {
  given: words(
    '志明 淑芬 家豪 雅婷 俊傑 美玲 建宏 怡君 宗翰 佳穎 冠廷 詩涵 柏翰 欣怡 承恩 雅雯 宇軒 思妤 彥廷 鈺婷 哲瑋 心怡 品睿 宜蓁',
  ),
  family: words('陳 林 黃 張 李 王 吳 劉 蔡 楊 許 鄭 謝 郭 洪 曾 邱 廖 賴 周'),
};
const isChinese = ({ given }: Person) => /\p{Script=Han}/u.test(given);

const twoDigits = (number: number) => String(number).padStart(2, '0');
const anyDate = (dice: Dice) =>
  `${1940 + dice.below(65)}-${twoDigits(1 + dice.below(12))}-${twoDigits(1 + dice.below(28))}`;
const anyPhone = (dice: Dice) => `+8869${String(dice.below(100_000_000)).padStart(8, '0')}`;

function original(dice: Dice, index: number): Person {
  const names = dice.below(2) === 0 ? latin : chinese;
  const [given, family] = [dice.pick(names.given), dice.pick(names.family)];
  return {
    given,
    family,
    birthDate: dice.below(10) === 0 ? null : anyDate(dice),
    email: dice.below(4) === 0 ? null : `user${index}.${dice.below(1_000)}@example.com`,
    phone: dice.below(5) === 0 ? null : anyPhone(dice),
  };
}

/** A slip of the fingers: a character more, one less, another one, or two in the wrong order. */
function typo(dice: Dice, text: string, alphabet: string): string {
  const characters = [...text];
  const at = dice.below(characters.length);
  const other = dice.pick([...alphabet]);
  switch (dice.below(4)) {
    case 0:
      characters.splice(at, 0, other);
      break;
    case 1:
      if (characters.length > 1) characters.splice(at, 1);
      break;
    case 2:
      characters[at] = other;
      break;
    default:
      if (at > 0) characters.splice(at - 1, 2, characters[at] as string, characters[at - 1] as string);
  }
  return characters.join('');
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const CHARACTERS = '明芬豪婷傑玲宏君翰穎廷涵怡恩雯軒妤';

function modify(dice: Dice, person: Person): Person {
  const alphabet = isChinese(person) ? CHARACTERS : LETTERS;
  switch (dice.below(6)) {
    case 0:
      return { ...person, given: typo(dice, person.given, alphabet) };
    case 1:
      return isChinese(person) ? person : { ...person, family: typo(dice, person.family, alphabet) };
    case 2:
      return { ...person, given: person.family, family: person.given };
    case 3:
      return { ...person, birthDate: person.birthDate && modifiedDate(dice, person.birthDate) };
    case 4:
      return {
        ...person,
        email:
          person.email &&
          (dice.below(2) === 0 ? null : `${typo(dice, person.email.split('@')[0] ?? '', LETTERS)}@example.com`),
      };
    default:
      return {
        ...person,
        phone: dice.below(2) === 0 ? null : person.phone && `${person.phone.slice(0, -1)}${dice.below(10)}`,
      };
  }
}

function modifiedDate(dice: Dice, date: string): string | null {
  const [year = '', month = '', day = ''] = date.split('-');
  switch (dice.below(4)) {
    case 0:
      return null;
    case 1:
      return Number(day) <= 12 ? `${year}-${day}-${month}` : `${year}-${month}-${twoDigits(1 + dice.below(28))}`;
    case 2:
      return `${year}-${month}-${twoDigits(1 + dice.below(28))}`;
    default:
      return `${year.slice(0, 3)}${dice.below(10)}-${month}-${day}`;
  }
}

const duplicate = (dice: Dice, person: Person): Person =>
  Array.from({ length: 1 + dice.below(MAX_MODIFICATIONS) }).reduce<Person>((changed) => modify(dice, changed), person);

const inputOf = ({ given, family, ...values }: Person) => ({
  kind: 'PERSON',
  name: /\p{Script=Han}/u.test(given + family) ? family + given : `${given} ${family}`,
  ...values,
});

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

test('duplicates are found, and hardly anything else is taken for one [B12]', async () => {
  const dice = new Dice();
  const originals = Array.from({ length: PAIRS }, (_, index) => original(dice, index));
  const people = [...originals, ...originals.map((person) => duplicate(dice, person))];
  const { admin } = app.alpha;
  const { createCustomers } = await admin.get<{ createCustomers: { results: { record: { id: string } }[] } }>(
    'mutation($inputs: [CreateCustomerInput!]!) { createCustomers(inputs: $inputs, insist: true) { results { record { id } } } }',
    { inputs: people.map(inputOf) },
  );
  const ids = createCustomers.results.map(({ record }) => record.id);
  const places = new Map(ids.map((id, index) => [id, index]));
  const suspected = new Set<string>();
  for (const [index, id] of [...ids.entries()].slice(PAIRS)) {
    const { duplicateCandidates } = await admin.get<{ duplicateCandidates: { customer: { id: string } }[] }>(
      'query($id: ID!) { duplicateCandidates(customerId: $id) { customer { id } } }',
      { id },
    );
    for (const { customer } of duplicateCandidates) {
      const pair = [index, places.get(customer.id) ?? -1].sort((a, b) => a - b);
      suspected.add(pair.join(' '));
    }
  }
  const found = originals.filter((_, index) => suspected.has(`${index} ${index + PAIRS}`)).length;
  const recall = found / PAIRS;
  const precision = found / suspected.size;
  console.log(`duplicates of ${PAIRS} pairs: recall ${recall.toFixed(3)}, precision ${precision.toFixed(3)}`);
  expect(recall).toBeGreaterThanOrEqual(0.9);
  expect(precision).toBeGreaterThanOrEqual(0.98);
}, 120_000);
