/** The part of the product's schema that Q1 to Q3 need; `ownerId` stands for the seller of Q6. */
export const schema = `
  scalar DateTime
  enum CustomerLifecycleState { STRANGER SUSPECT PROSPECT ACTIVE REPEAT ADVOCATE AT_RISK LOST WON_BACK DO_NOT_CONTACT }
  enum InteractionChannel { FACE_TO_FACE PHONE EMAIL WEB MESSENGER PARTNER DEVICE }
  enum InteractionDirection { INBOUND OUTBOUND }
  enum InteractionOrderField { OCCURRED_AT }
  enum OrderDirection { DESC }
  input InteractionOrder { field: InteractionOrderField! direction: OrderDirection! }
  input CreateInteractionInput {
    customerId: ID!
    channel: InteractionChannel!
    direction: InteractionDirection!
    subject: String!
    occurredAt: DateTime!
  }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type User { id: ID! name: String! }
  type Customer {
    id: ID!
    name: String!
    givenName: String
    familyName: String
    email: String
    phone: String
    lifecycleState: CustomerLifecycleState!
    createdAt: DateTime!
    owner: User
    interactions(first: Int!, orderBy: [InteractionOrder!]!): InteractionConnection!
  }
  type CustomerConnection { edges: [CustomerEdge!]! nodes: [Customer!]! pageInfo: PageInfo! }
  type CustomerEdge { cursor: String! node: Customer! }
  type Interaction { id: ID! subject: String! occurredAt: DateTime! customer: Customer! }
  type InteractionConnection { edges: [InteractionEdge!]! }
  type InteractionEdge { node: Interaction! }
  type Query {
    customer(id: ID!): Customer
    customers(first: Int!, ownerId: ID): CustomerConnection!
  }
  type Mutation {
    createInteraction(input: CreateInteractionInput!): Interaction!
  }
`;
