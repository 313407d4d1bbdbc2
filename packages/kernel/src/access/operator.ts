import { Access } from './access.ts';
import { ADMIN_ROLE } from './rights.ts';

/** Whoever runs the installation, at the command line: may do everything, and is journalled like everybody. */
export const operatorAccess: Access = new Access(
  { kind: 'OPERATOR', id: 'operator', userId: undefined, teamIds: [], territoryIds: [], recordId: undefined },
  { id: ADMIN_ROLE, key: ADMIN_ROLE },
  { unlimited: true, types: new Map(), permissions: new Set() },
  '',
);
