import { type CommandContext, idOf, type RecordRef, refuse, type UnitOfWork, uuidOf } from '@rapport/sdk';
import { rowOf, rowsOf } from '../common/rows.ts';
import { rules } from '../rules.ts';
import { drawOrder, newSeed, seedHashOf } from './lottery.ts';
import { openReleases } from './permissions.ts';
import { EstateQueueTicket, EstateRelease } from './release.record.ts';

const purposeOf = (tenantId: number, uuid: string): string => `real-estate lottery ${tenantId} ${uuid}`;

/** Announces a release. A lottery commits itself to a seed: its hash is shown, and the seed lies encrypted until the draw. */
export async function publishRelease(
  { work, access, secrets, tenant }: CommandContext,
  id: string,
): Promise<RecordRef> {
  access.requirePermission(openReleases);
  const { queueRule } = await work.lock(EstateRelease, id);
  if (queueRule !== 'LOTTERY') return work.unlimited.transition(EstateRelease, id, { transition: 'publish' });
  const seed = newSeed();
  const sealedSeed = secrets.close(seed, purposeOf(tenant.id, uuidOf(EstateRelease, id))).toString('base64');
  const input = { seedHash: seedHashOf(seed), sealedSeed };
  return work.unlimited.transition(EstateRelease, id, { transition: 'publish', input });
}

interface Ticket {
  readonly id: string;
  readonly number: number;
}

/** Gives tickets their positions: by lot, which shows the seed, or by points. */
export async function drawRelease(context: CommandContext, id: string): Promise<RecordRef> {
  const { work, access } = context;
  access.requirePermission(openReleases);
  const release = await work.lock(EstateRelease, id);
  const uuid = uuidOf(EstateRelease, id);
  const tickets = await rowsOf<Ticket>(
    work,
    `select id, number from estate_queue_ticket where tenant_id = $1 and release_id = $2 and deleted_at is null
     order by points desc, number`,
    [uuid],
  );
  if (tickets.length === 0) refuse(rules.RELEASE_EMPTY, 'id');
  const seed = release.queueRule === 'LOTTERY' ? openSeed(context, uuid, String(release.sealedSeed)) : null;
  const ordered = seed === null ? tickets : byLot(seed, tickets);
  for (const [index, ticket] of ordered.entries())
    await work.unlimited.update(
      EstateQueueTicket,
      idOf(EstateQueueTicket, ticket.id),
      {},
      { kept: { position: index + 1 } },
    );
  return work.unlimited.transition(EstateRelease, id, { transition: 'draw', input: seed === null ? {} : { seed } });
}

function openSeed({ secrets, tenant }: CommandContext, uuid: string, sealed: string): string {
  return secrets.open(Buffer.from(sealed, 'base64'), purposeOf(tenant.id, uuid));
}

function byLot(seed: string, tickets: readonly Ticket[]): Ticket[] {
  const byNumber = new Map(tickets.map((ticket) => [ticket.number, ticket]));
  return drawOrder(seed, [...byNumber.keys()]).flatMap((number) => byNumber.get(number) ?? []);
}

/** The number of the next ticket. The release stays locked, so that numbers have no gaps and follow the order of commands. */
export async function nextTicket(work: UnitOfWork, releaseId: string, path: string): Promise<number> {
  const release = await work.unlimited.lock(EstateRelease, releaseId, path);
  if (release.state !== 'PUBLISHED') refuse(rules.QUEUE_CLOSED, path, { state: release.state });
  const last = await rowOf<{ number: number }>(
    work,
    'select coalesce(max(number), 0) as number from estate_queue_ticket where tenant_id = $1 and release_id = $2',
    [uuidOf(EstateRelease, releaseId)],
  );
  return (last?.number ?? 0) + 1;
}
