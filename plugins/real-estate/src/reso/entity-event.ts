import { resoResources } from './mapping.ts';

/** An event as the API shows it, in the log or in a subscription. */
export interface LoggedChange {
  readonly sequence: string;
  readonly at: string;
  readonly recordType: string | null;
  readonly recordId: string | null;
}

/** RESO EntityEvent (RCP-27): which record of which resource changed, in an order without gaps that a reader must fill. */
export interface EntityEvent {
  readonly EntityEventSequence: number;
  readonly ResourceName: string;
  readonly ResourceRecordKey: string;
  readonly EntityEventTimestamp: string;
}

const resources = new Map(resoResources.map(({ recordType, resource }) => [recordType, resource]));

/** The same event for a reader of RESO; undefined for what RESO has no resource for. */
export function entityEventOf({ sequence, at, recordType, recordId }: LoggedChange): EntityEvent | undefined {
  const resource = resources.get(recordType ?? '');
  if (resource === undefined || recordId === null) return undefined;
  return {
    EntityEventSequence: Number(sequence),
    ResourceName: resource,
    ResourceRecordKey: recordId,
    EntityEventTimestamp: at,
  };
}
