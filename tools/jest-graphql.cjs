// Outside production graphql looks twice at every part of a schema, and most tests make several schemas.
const { NODE_ENV } = process.env;
process.env.NODE_ENV = 'production';
require('graphql');
process.env.NODE_ENV = NODE_ENV;
