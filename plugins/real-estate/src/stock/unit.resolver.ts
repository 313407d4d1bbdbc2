import { Computed, enumeration, Resolver, Root } from '@rapport/sdk';
import { EstateUnit, EstateUnitState } from './unit.record.ts';

/** The values of RESO's StandardStatus that units have. */
export const EstateStandardStatus = enumeration(
  'EstateStandardStatus',
  'StandardStatus of the RESO Data Dictionary 2.0.',
  {
    COMING_SOON: 'Coming Soon.',
    ACTIVE: 'Active.',
    HOLD: 'Hold.',
    ACTIVE_UNDER_CONTRACT: 'Active Under Contract.',
    PENDING: 'Pending.',
    CLOSED: 'Closed.',
    WITHDRAWN: 'Withdrawn.',
  },
);
export type EstateStandardStatus = keyof typeof EstateStandardStatus;

/** How states of a unit are told in RESO. */
export const standardStatusOf: Readonly<Record<EstateUnitState, EstateStandardStatus>> = {
  PLANNED: 'COMING_SOON',
  AVAILABLE: 'ACTIVE',
  HELD: 'HOLD',
  SUBSCRIBED: 'ACTIVE_UNDER_CONTRACT',
  CONTRACTED: 'PENDING',
  FILED: 'CLOSED',
  PAID_UP: 'CLOSED',
  HANDED_OVER: 'CLOSED',
  OCCUPIED: 'CLOSED',
  RESCINDED: 'PENDING',
  WITHDRAWN: 'WITHDRAWN',
};

/** What a unit is at this moment: a hold whose time is over counts no more (iH4). */
export function stateNow({ state, heldUntil }: Pick<EstateUnit, 'state' | 'heldUntil'>, now: number): EstateUnitState {
  return state === 'HELD' && heldUntil !== null && Date.parse(heldUntil) <= now ? 'AVAILABLE' : state;
}

@Resolver(() => EstateUnit)
export class UnitResolver {
  @Computed(() => EstateUnitState, {
    description: 'How far it is at this moment: as `state`, but a hold whose time is over counts no more.',
    needs: ['state', 'heldUntil'],
  })
  stateNow(@Root() unit: EstateUnit): EstateUnitState {
    return stateNow(unit, Date.now());
  }

  @Computed(() => EstateStandardStatus, {
    description: 'RESO StandardStatus.',
    needs: ['state', 'heldUntil'],
  })
  standardStatus(@Root() unit: EstateUnit): EstateStandardStatus {
    return standardStatusOf[stateNow(unit, Date.now())];
  }
}
