import type { PluginAutomation } from '@rapport/sdk';

type Step = PluginAutomation['steps'][number];

/** Somebody is to do something about the record, and for its customer. */
const task = (id: string, title: string, who: string | null, values: Readonly<Record<string, unknown>> = {}): Step => ({
  id,
  type: 'create',
  recordType: 'Task',
  values: {
    title,
    ...(who !== null && { assigneeId: { subject: who } }),
    ...values,
  },
});

const ofCustomer = { customerId: { subject: 'customerId' } };
const urgent = { urgent: true, important: true };

const endOfHold: readonly Step[] = [
  { id: 'soon', type: 'waitUntil', until: { event: 'patch.warnAt' } },
  {
    id: 'held',
    type: 'if',
    filter: { stage: { eq: 'HELD' } },
    steps: [
      task('warn', 'A hold ends soon: subscribe, extend or give the unit back.', 'consultantId', {
        ...ofCustomer,
        ...urgent,
        dueAt: { subject: 'heldUntil' },
      }),
      { id: 'over', type: 'waitUntil', until: { event: 'patch.heldUntil' } },
      { id: 'release', type: 'run', step: 'real-estate/expire-hold' },
    ],
  },
];

const expiringHold: PluginAutomation = {
  key: 'expiring-hold',
  name: 'Warn of holds that end, and free their units',
  trigger: { event: 'estateClaim.created' },
  steps: endOfHold,
};

const extendedHold: PluginAutomation = {
  key: 'extended-hold',
  name: 'Warn of extended holds that end, and free their units',
  trigger: { event: 'estateClaim.updated', changedFields: ['heldUntil'] },
  condition: { stage: { eq: 'HELD' } },
  steps: endOfHold,
};

/** Whoever has not bought yet is called after a day, three more and seven more. */
const undecided = { customer: { estateClaims: { none: { stage: { in: ['SUBSCRIBED', 'CONTRACTED'] } } } } };
const call = (id: string, after: string, title: string): readonly Step[] => [
  { id: `${id}Wait`, type: 'wait', for: after },
  { id: `${id}Open`, type: 'if', filter: undecided, steps: [task(id, title, 'consultantId', ofCustomer)] },
];

const visitFollowUp: PluginAutomation = {
  key: 'visit-follow-up',
  name: 'Follow up visits after 1, 4 and 11 days',
  trigger: { event: 'estateVisit.created' },
  steps: [
    ...call('first', 'P1D', 'Call the visitor: thank him, ask what is open.'),
    ...call('second', 'P3D', 'Call the visitor: invite him and his family once more.'),
    ...call('third', 'P7D', 'Call the visitor: does he still look for a home?'),
  ],
};

const instalmentReminder: PluginAutomation = {
  key: 'instalment-reminder',
  name: 'Remind of instalments a week before, and when they are overdue',
  trigger: { event: 'estateInstalment.created' },
  steps: [
    { id: 'soon', type: 'waitUntil', until: { event: 'patch.remindAt' } },
    {
      id: 'open',
      type: 'if',
      filter: { state: { eq: 'OPEN' } },
      steps: [task('remind', 'Remind the buyer of the next instalment.', null)],
    },
    { id: 'patience', type: 'wait', for: 'P8D' },
    {
      id: 'overdue',
      type: 'if',
      filter: { state: { eq: 'OPEN' } },
      steps: [task('chase', 'An instalment is overdue.', null, urgent)],
    },
  ],
};

const collecting = { state: { eq: 'COLLECTING' } };
const mortgageChase: PluginAutomation = {
  key: 'mortgage-chase',
  name: 'Ask for papers of a mortgage after 3 and 10 days',
  trigger: { event: 'estateMortgage.created' },
  steps: [
    { id: 'patience', type: 'wait', for: 'P3D' },
    {
      id: 'first',
      type: 'if',
      filter: collecting,
      steps: [task('ask', 'Ask for the papers that the bank needs.', null)],
    },
    { id: 'again', type: 'wait', for: 'P7D' },
    {
      id: 'second',
      type: 'if',
      filter: collecting,
      steps: [task('chase', 'Papers for the bank are still missing.', null, urgent)],
    },
  ],
};

const handoverNotice: PluginAutomation = {
  key: 'handover-notice',
  name: 'Tell owners of their handover three days before',
  trigger: { event: 'estateHandover.created' },
  steps: [
    { id: 'soon', type: 'waitUntil', until: { event: 'patch.noticeAt' } },
    {
      id: 'standing',
      type: 'if',
      filter: { state: { in: ['PROPOSED', 'CONFIRMED'] } },
      steps: [
        task('tell', 'Tell the owner of the handover, and what to bring.', 'attendantId', {
          ...ofCustomer,
          dueAt: { subject: 'startsAt' },
        }),
      ],
    },
  ],
};

const warrantyEnd: PluginAutomation = {
  key: 'warranty-end',
  name: 'Offer a check a month before a warranty ends',
  trigger: { event: 'estateWarranty.created' },
  steps: [
    { id: 'soon', type: 'waitUntil', until: { event: 'patch.remindAt' } },
    task('offer', 'A warranty ends in a month: offer a check.', null, ofCustomer),
  ],
};

const overdueDefect: PluginAutomation = {
  key: 'overdue-defect',
  name: 'Escalate repairs that are overdue',
  trigger: { event: 'estateDefect.updated', changedFields: ['escalateAt'] },
  steps: [
    { id: 'due', type: 'waitUntil', until: { event: 'patch.escalateAt' } },
    {
      id: 'open',
      type: 'if',
      filter: { state: { in: ['DISPATCHED', 'REPAIRING'] } },
      steps: [
        task('escalate', 'A repair is overdue: call the contractor.', null, { ...ofCustomer, ...urgent }),
        { id: 'days', type: 'wait', for: 'P3D' },
        {
          id: 'still',
          type: 'if',
          filter: { state: { in: ['DISPATCHED', 'REPAIRING'] } },
          steps: [
            task('again', 'A repair is three days overdue: give it to another contractor.', null, {
              ...ofCustomer,
              ...urgent,
            }),
          ],
        },
      ],
    },
  ],
};

const accepted = { state: { eq: 'ACCEPTED' } };
const anniversary: PluginAutomation = {
  key: 'owner-anniversary',
  name: 'Greet owners on the first three anniversaries of their handover',
  trigger: { event: 'estateHandover.updated', changedFields: ['state'] },
  condition: accepted,
  steps: [1, 2, 3].flatMap((year): Step[] => [
    { id: `year${year}`, type: 'wait', for: 'P1Y' },
    task(`greet${year}`, `Greet the owner: ${year} year${year > 1 ? 's' : ''} in the new home.`, null, ofCustomer),
  ]),
};

const askWhileBuilding: PluginAutomation = {
  key: 'ask-while-building',
  name: 'Ask buyers how satisfied they are while it is built',
  trigger: { event: 'estateContract.updated', changedFields: ['state'] },
  condition: { state: { eq: 'FILED' } },
  steps: [
    { id: 'months', type: 'wait', for: 'P90D' },
    { id: 'ask', type: 'run', step: 'real-estate/ask', input: { touchPoint: 'CONSTRUCTION' } },
  ],
};

const askWhoLives: PluginAutomation = {
  key: 'ask-who-lives-there',
  name: 'Ask owners how satisfied they are with living there',
  trigger: { event: 'estateHandover.updated', changedFields: ['state'] },
  condition: accepted,
  steps: [
    { id: 'months', type: 'wait', for: 'P90D' },
    { id: 'ask', type: 'run', step: 'real-estate/ask', input: { touchPoint: 'LIVING' } },
  ],
};

/** What every tenant gets, and can pause. */
export const automations: readonly PluginAutomation[] = [
  expiringHold,
  extendedHold,
  visitFollowUp,
  instalmentReminder,
  mortgageChase,
  handoverNotice,
  warrantyEnd,
  overdueDefect,
  anniversary,
  askWhileBuilding,
  askWhoLives,
];
