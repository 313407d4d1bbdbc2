import { definePlugin } from '@rapport/sdk';

/** The roles of a company that cares for customers. Each record type says what they may do with it. */
export const rolesPlugin = definePlugin({
  id: 'roles',
  version: '0.1.0',
  required: true,
  roles: [
    {
      key: 'manager',
      name: 'Manager',
      description: 'Leads a team: sees everything, changes what belongs to the team.',
    },
    { key: 'seller', name: 'Seller', description: 'Sells: sees and changes the customers he is accountable for.' },
    { key: 'service', name: 'Service', description: 'Answers customers: sees all of them, records what was said.' },
    { key: 'marketer', name: 'Marketer', description: 'Prepares campaigns: sees all customers, changes none.' },
    { key: 'analyst', name: 'Analyst', description: 'Measures: sees everything but how to reach a person.' },
    {
      key: 'automation',
      name: 'Automation',
      description: 'A program that reads and writes back: everything but rights and deletions.',
    },
  ],
});
