/** Where a field of the RESO Data Dictionary 2.0 stands here: a field of a record type, by its name in the API. */
export interface ResoField {
  readonly reso: string;
  /** Path in the API, from the record type on. */
  readonly field: string;
  readonly note?: string;
}

export interface ResoResource {
  readonly resource: string;
  readonly recordType: string;
  readonly fields: readonly ResoField[];
}

/** What a program that speaks RESO reads where. */
export const resoResources: readonly ResoResource[] = [
  {
    resource: 'Property',
    recordType: 'EstateUnit',
    fields: [
      { reso: 'ListingKey', field: 'id' },
      { reso: 'UnitNumber', field: 'unitNumber' },
      { reso: 'ListPrice', field: 'listPrice' },
      { reso: 'StandardStatus', field: 'standardStatus' },
      { reso: 'MlsStatus', field: 'state', note: 'The states of this plugin, finer than StandardStatus.' },
      { reso: 'LivingArea', field: 'livingArea', note: 'Net area (套內面積), LivingAreaUnits: Square Meters.' },
      {
        reso: 'BuildingAreaTotal',
        field: 'buildingAreaTotal',
        note: 'Gross area (建築面積), BuildingAreaUnits: Square Meters.',
      },
      { reso: 'DirectionFaces', field: 'directionFaces' },
      { reso: 'EntryLevel', field: 'floor.level' },
      { reso: 'BuildingName', field: 'building.name' },
      { reso: 'StoriesTotal', field: 'building.storiesTotal' },
      { reso: 'SubdivisionName', field: 'project.name' },
      { reso: 'BuilderName', field: 'project.builderName' },
      { reso: 'UnparsedAddress', field: 'project.unparsedAddress' },
      { reso: 'City', field: 'project.city' },
      { reso: 'CountyOrParish', field: 'project.countyOrParish' },
      { reso: 'BedroomsTotal', field: 'layout.bedroomsTotal' },
      { reso: 'BathroomsTotalInteger', field: 'layout.bathroomsTotalInteger' },
      { reso: 'ModificationTimestamp', field: 'updatedAt' },
      { reso: 'OriginalEntryTimestamp', field: 'createdAt' },
    ],
  },
  {
    resource: 'Property',
    recordType: 'EstateListing',
    fields: [
      { reso: 'ListingKey', field: 'id' },
      { reso: 'StandardStatus', field: 'status' },
      { reso: 'ListPrice', field: 'listPrice' },
      { reso: 'ListAgentKey', field: 'agentId' },
      { reso: 'ExpirationDate', field: 'expirationDate' },
      { reso: 'PropertyType', field: 'kind', note: 'SALE is Residential, LEASE is Residential Lease.' },
      { reso: 'ModificationTimestamp', field: 'updatedAt' },
    ],
  },
  {
    resource: 'PropertyUnitTypes',
    recordType: 'EstateLayout',
    fields: [
      { reso: 'UnitTypeKey', field: 'id' },
      { reso: 'UnitTypeType', field: 'name' },
      { reso: 'UnitTypeBedsTotal', field: 'bedroomsTotal' },
      { reso: 'UnitTypeBathsTotal', field: 'bathroomsTotalInteger' },
      { reso: 'ModificationTimestamp', field: 'updatedAt' },
    ],
  },
  {
    resource: 'ShowingAppointment',
    recordType: 'EstateShowing',
    fields: [
      { reso: 'ShowingAppointmentKey', field: 'id' },
      { reso: 'ListingKey', field: 'unitId' },
      { reso: 'ShowingAgentKey', field: 'consultantId' },
      { reso: 'ShowingStartTimestamp', field: 'startsAt' },
      { reso: 'ShowingEndTimestamp', field: 'endsAt' },
      {
        reso: 'ShowingAppointmentStatus',
        field: 'state',
        note: 'PENDING, CONFIRMED, DENIED and CANCELED are Pending, Confirmed, Denied and Cancelled; HELD is Completed.',
      },
      { reso: 'ModificationTimestamp', field: 'updatedAt' },
    ],
  },
];

/** What RESO has no word for, and what it is called here. */
export const resoExtensions: readonly (readonly [recordType: string, what: string])[] = [
  ['EstatePermit', 'A permit to sell before completion (預售許可證).'],
  ['EstateIntent', 'A purchase intent with a deposit and a rank (認籌).'],
  ['EstateClaim', 'A hold, and what it became. RESO knows the status Hold, and nobody who holds.'],
  ['EstateSubscription', 'A subscription (認購).'],
  ['EstateContract', 'A contract and its filing (簽約, 網簽).'],
  ['EstateChannelClaim', 'The claim of a channel on a customer (判客).'],
  ['EstateReferral', 'An owner who brings somebody (老帶新).'],
  ['EstateHandover', 'The handover (交房).'],
];
