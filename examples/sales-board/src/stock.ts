/** What the board shows of a unit. */
export interface Unit {
  readonly id: string;
  readonly unitNumber: string;
  readonly line: number;
  readonly state: string;
  readonly heldUntil: string | null;
  readonly listPrice: { readonly amount: string; readonly currency: string } | null;
  readonly livingArea: string;
  readonly layout: { readonly name: string } | null;
  /** Who has it; null also for whoever may not see that. */
  readonly claim: Claim | null;
}

export interface Claim {
  readonly id: string;
  readonly customer: { readonly name: string } | null;
  readonly consultant: { readonly id: string; readonly name: string } | null;
}

export interface Building {
  readonly id: string;
  readonly name: string;
  readonly phase: { readonly project: { readonly name: string } | null } | null;
}

export interface Viewer {
  readonly user: { readonly id: string; readonly name: string } | null;
}

export interface Customer {
  readonly id: string;
  readonly name: string;
}

export const START = `query {
  viewer { user { id name } }
  estateBuildings(first: 100, orderBy: [{ field: NAME }]) { nodes { id name phase { project { name } } } }
}`;

const SHOWN = `fragment Shown on EstateUnit {
  id unitNumber line state heldUntil listPrice { amount currency } livingArea layout { name }
  claim { id customer { name } consultant { id name } }
}`;

/**
 * The board as it is, and the cursor after which everything that changes it comes as an event. It is charged for as many
 * floors and units as it asks for: raise both for larger buildings.
 */
export const BOARD = `query Board($buildingId: ID!) {
  eventCursor
  estateBuilding(id: $buildingId) {
    floors(first: 50) { nodes { level units(first: 20) { nodes { ...Shown } } } }
  }
}
${SHOWN}`;

export const CHANGES = `subscription Changes($buildingId: ID!, $after: String) {
  estateUnitChanged(filter: { buildingId: { eq: $buildingId } }, after: $after) {
    id cursor kind recordId node { ...Shown floor { level } }
  }
}
${SHOWN}`;

/** A claim holds the unit as long as the project says. */
export const HOLD = `mutation Hold($unitId: ID!, $customerId: ID!) {
  createEstateClaim(input: { unitId: $unitId, customerId: $customerId }) { id heldUntil }
}`;

export const RELEASE = 'mutation Release($claimId: ID!) { releaseEstateClaim(id: $claimId) { id } }';

export const CUSTOMERS = `query Customers($search: String!) {
  customers(filter: { search: $search }, first: 10, orderBy: [{ field: NAME }]) { nodes { id name } }
}`;

/** Who has a unit, as far as the reader may see it. */
export const HOLDER = `query Holder($unitId: ID!) {
  estateUnit(id: $unitId) { claim { id customer { name } consultant { id name } } }
}`;
