export type RollOutKind = 'MISCONCEPTION' | 'STRATEGY' | 'KEY_POINT';

export interface RollOutItem {
  /** Stable: what was settled of it is kept under it. */
  readonly key: string;
  readonly kind: RollOutKind;
  readonly text: string;
  /** How one sees that it is settled. */
  readonly evidence: string;
}

/** What a property company looks at before and while it brings in a system for its customers (導入 CRM). */
export const rollOutChecklist: readonly RollOutItem[] = [
  {
    key: 'not-software',
    kind: 'MISCONCEPTION',
    text: 'It is a purchase of software. It is a way of working, with software for it.',
    evidence: 'A member of the board answers for it, and its goals are written down.',
  },
  {
    key: 'not-after-sale-only',
    kind: 'MISCONCEPTION',
    text: 'It is for complaints and repairs. It begins with the first call, long before a contract.',
    evidence: 'First visits are received and followed up in it.',
  },
  {
    key: 'one-purchase',
    kind: 'MISCONCEPTION',
    text: 'A home is bought once, so owners are of no more use. They bring others, and buy again.',
    evidence: 'Referrals and second purchases of owners are counted.',
  },
  {
    key: 'data-later',
    kind: 'MISCONCEPTION',
    text: 'Data can be put in order later. Doubles and old numbers make everybody turn away from it.',
    evidence: 'Customers of the old lists were merged before consultants work with it.',
  },
  {
    key: 'goals',
    kind: 'STRATEGY',
    text: 'Say first what is to become better: conversion, price, satisfaction, referrals; by how much and when.',
    evidence: 'Each goal has a measure with its value at the beginning.',
  },
  {
    key: 'touch-points',
    kind: 'STRATEGY',
    text: 'Draw the way of an owner from the first visit to living there, with what he is to feel at each touch point.',
    evidence: 'Surveys are on at every touch point.',
  },
  {
    key: 'one-project-first',
    kind: 'STRATEGY',
    text: 'Begin with one project and one phase; go on when its people want to keep it.',
    evidence: 'The first release was sold through the board.',
  },
  {
    key: 'group-consent',
    kind: 'STRATEGY',
    text: 'Share owners between businesses of the group, within what they agreed to.',
    evidence: 'Consents to share are asked for at the handover.',
  },
  {
    key: 'prices-approved',
    kind: 'KEY_POINT',
    text: 'One unit has one price. Lists are approved by two, and discounts have an authority.',
    evidence: 'A price list is in force, and its discounts are set.',
  },
  {
    key: 'permits',
    kind: 'KEY_POINT',
    text: 'Permits stand in the system before anything is released.',
    evidence: 'Every building that is on sale has its permit.',
  },
  {
    key: 'rotation',
    kind: 'KEY_POINT',
    text: 'Consultants agree on the rotation and on who is protected before the doors open.',
    evidence: 'Each project has its rotation.',
  },
  {
    key: 'channel-rules',
    kind: 'KEY_POINT',
    text: 'Channels know the proof that counts and the period of protection before they bring anybody.',
    evidence: 'Each channel is there, with its kind, and the protection is set on the project.',
  },
  {
    key: 'contractors',
    kind: 'KEY_POINT',
    text: 'Each class of defects has a contractor who is liable, and a time within which he repairs.',
    evidence: 'Contractors are there with their trades before the first handover.',
  },
  {
    key: 'people',
    kind: 'KEY_POINT',
    text: 'Whoever works with it was shown how, and his manager reads the same numbers as he does.',
    evidence: 'Managers and consultants have signed in within the last week.',
  },
];
