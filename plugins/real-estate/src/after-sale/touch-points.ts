import { Customer } from '@rapport/core';
import { type AfterHandler, idOf, type PluginContext, type UnitOfWork } from '@rapport/sdk';
import { rowOf, rowsOf } from '../common/rows.ts';
import { settings } from '../settings.ts';
import { EstateProject } from '../stock/project.record.ts';
import {
  EstatePointEntry,
  type EstatePointsCause,
  EstateReferral,
  EstateSurvey,
  type EstateTouchPoint,
} from './club.record.ts';

interface Touched {
  readonly customer_id: string;
  readonly project_id: string;
}

/** What an event was at a touch point: whom to ask and what to give, found from the record as it is now. */
interface Touch {
  readonly point: EstateTouchPoint;
  readonly customer: string;
  readonly project: string;
}

const OF_UNIT = `join estate_unit u on u.tenant_id = x.tenant_id and u.id = x.unit_id`;

/** For each type of record: its touch point, and whom it is about once it is so far. */
const TOUCHES: Readonly<Record<string, { readonly point: EstateTouchPoint; readonly sql: string }>> = {
  estateVisit: {
    point: 'VISIT',
    sql: 'select customer_id, project_id from estate_visit where tenant_id = $1 and id = $2',
  },
  estateContract: {
    point: 'SIGNING',
    sql: `select x.customer_id, u.project_id from estate_contract x ${OF_UNIT}
      where x.tenant_id = $1 and x.id = $2 and x.state <> 'DRAFT' and x.state <> 'RESCINDED'`,
  },
  estateHandover: {
    point: 'HANDOVER',
    sql: `select x.customer_id, u.project_id from estate_handover x ${OF_UNIT}
      where x.tenant_id = $1 and x.id = $2 and x.state = 'ACCEPTED'`,
  },
  estateDefect: {
    point: 'REPAIR',
    sql: `select x.customer_id, u.project_id from estate_defect x ${OF_UNIT}
      where x.tenant_id = $1 and x.id = $2 and x.state = 'CLOSED' and x.customer_id is not null`,
  },
};

async function touchOf(work: UnitOfWork, type: string, recordId: string): Promise<Touch | undefined> {
  const touch = TOUCHES[type.split('.')[0] ?? ''];
  if (!touch) return undefined;
  const row = await rowOf<Touched>(work, touch.sql, [recordId.slice(recordId.indexOf('_') + 1)]);
  return (
    row && {
      point: touch.point,
      customer: idOf(Customer, row.customer_id),
      project: idOf(EstateProject, row.project_id),
    }
  );
}

/** Asks at a touch point how satisfied somebody is: once, however often the event comes. */
async function askOnce(work: UnitOfWork, { point, customer, project }: Touch, about: string): Promise<void> {
  const asked = await work.find(EstateSurvey, {
    filter: { customerId: { eq: customer }, touchPoint: { eq: point }, about: { eq: about } },
    fields: ['id'],
    first: 1,
  });
  if (asked.length === 0)
    await work.create(EstateSurvey, { customerId: customer, projectId: project, touchPoint: point, about });
}

interface Points {
  readonly points: number;
  readonly cause: EstatePointsCause;
  readonly touchPoint: EstateTouchPoint | null;
}

/** Points for one thing are given once: their key says for what. */
async function giveOnce(
  work: UnitOfWork,
  customerId: string,
  key: string,
  { points, cause, touchPoint }: Points,
): Promise<void> {
  if (points === 0) return;
  const given = await work.find(EstatePointEntry, {
    filter: { customerId: { eq: customerId }, key: { eq: key } },
    fields: ['id'],
    first: 1,
  });
  if (given.length === 0) await work.create(EstatePointEntry, { customerId, points, cause, touchPoint, key });
}

async function pointsAt(point: EstateTouchPoint, context: PluginContext): Promise<number> {
  const told = await context.settings(settings);
  return { SIGNING: told.pointsForSigning, HANDOVER: told.pointsForHandover }[String(point)] ?? 0;
}

export const askAndReward: AfterHandler = {
  id: 'touch-points',
  events: ['estateVisit.created', 'estateContract.updated', 'estateHandover.updated', 'estateDefect.updated'],
  run: async ({ type, recordId }, context) => {
    await context.transaction(async (work) => {
      const touch = await touchOf(work, type, String(recordId));
      if (!touch) return;
      await askOnce(work, touch, String(recordId));
      const points = await pointsAt(touch.point, context);
      await giveOnce(work, touch.customer, String(recordId), { points, cause: 'TOUCH_POINT', touchPoint: touch.point });
    });
  },
};

export const rewardAnswers: AfterHandler = {
  id: 'answers',
  events: ['estateSurvey.updated'],
  run: async ({ recordId }, context) => {
    const { pointsForSurvey } = await context.settings(settings);
    await context.transaction(async (work) => {
      const [survey] = await work.find(EstateSurvey, {
        filter: { id: { eq: String(recordId) }, state: { eq: 'ANSWERED' } },
        fields: ['customerId', 'touchPoint'],
      });
      if (survey)
        await giveOnce(work, String(survey.customerId), String(recordId), {
          points: pointsForSurvey,
          cause: 'SURVEY',
          touchPoint: survey.touchPoint as EstateTouchPoint,
        });
    });
  },
};

export const rewardReferrals: AfterHandler = {
  id: 'referrals',
  events: ['estateReferral.updated'],
  run: async ({ recordId }, context) => {
    const { pointsForReferral: points } = await context.settings(settings);
    await context.transaction(async (work) => {
      const [referral] = await work.find(EstateReferral, {
        filter: { id: { eq: String(recordId) }, state: { in: ['PAID', 'REVERSED'] } },
        fields: ['referrerId', 'state'],
      });
      if (!referral) return;
      const referrer = String(referral.referrerId);
      const given = await rowOf<{ points: number }>(
        work,
        'select points from estate_point_entry where tenant_id = $1 and key = $2 and deleted_at is null',
        [String(recordId)],
      );
      if (referral.state === 'PAID')
        await giveOnce(work, referrer, String(recordId), { points, cause: 'REFERRAL', touchPoint: null });
      else if (given)
        await giveOnce(work, referrer, `reversed ${recordId}`, {
          points: -given.points,
          cause: 'CORRECTION',
          touchPoint: null,
        });
    });
  },
};

/** A deal that is undone takes back what it brought to whoever referred the buyer. */
export const reverseReferrals: AfterHandler = {
  id: 'rescissions',
  events: ['estateContract.updated'],
  run: async ({ recordId }, { transaction }) => {
    await transaction(async (work) => {
      const rewarded = await rowsOf<{ id: string }>(
        work,
        `select r.id from estate_referral r join estate_contract c on c.tenant_id = r.tenant_id and c.id = r.contract_id
         where r.tenant_id = $1 and c.id = $2 and c.state = 'RESCINDED' and r.deleted_at is null
         and r.state in ('DEAL_SIGNED', 'REWARD_DUE', 'PAID')`,
        [String(recordId).slice(String(recordId).indexOf('_') + 1)],
      );
      for (const { id } of rewarded)
        await work.transition(EstateReferral, idOf(EstateReferral, id), { transition: 'reverse' });
    });
  },
};
