/** Database role that owns the functions which find what is due in all tenants, and can do nothing else. */
export const COURIER_ROLE = 'rapport_courier';
