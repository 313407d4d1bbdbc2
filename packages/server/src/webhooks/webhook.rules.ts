import { type BeforeHandler, mayChangeRoles, RapportError, type UnitOfWork } from '@rapport/kernel';
import { type EndpointKey, tryAgain } from './webhook.store.ts';
import { WebhookEndpoint } from './webhook-endpoint.record.ts';

/** An endpoint brings to its address what its owner sees: whoever could set either for others would see through their eyes. */
const guardOwner: BeforeHandler = {
  record: WebhookEndpoint,
  on: ['created', 'updated', 'restored'],
  run: async ({ record, before, path }, { context: { access } }) => {
    if (mayChangeRoles(access)) return undefined;
    const owners = [record.ownerId, before.ownerId ?? record.ownerId];
    if (owners.every((owner) => owner === access.actor.userId)) return undefined;
    throw new RapportError('FORBIDDEN', `The role "${access.role.key}" may not send what another user sees.`, {
      field: `${path}.ownerId`,
      hint: 'Ask somebody who may change roles.',
    });
  },
};

async function tryAllAgain(work: UnitOfWork, keys: readonly EndpointKey[]): Promise<void> {
  for (const key of keys) await work.run(tryAgain(key));
}

/** What was tried before the pause counts no more after it. */
const keepPause: BeforeHandler = {
  record: WebhookEndpoint,
  on: ['updated'],
  run: async ({ uuid, transition, after }, work) => {
    if (transition?.name === 'pause')
      return { pauseReason: after.pauseReason ?? 'BY_HAND', pausedAt: new Date().toISOString() };
    if (transition?.name !== 'resume') return undefined;
    work.afterWrite(tryAllAgain, { tenantId: work.context.tenant.id, endpointId: uuid });
    return { pauseReason: null, pausedAt: null };
  },
};

export const webhookRules: readonly BeforeHandler[] = [guardOwner, keepPause];
