import type { Migration } from '@rapport/sdk';

/**
 * Keeps `contact_rhythm`. It is the database that does it, and not a handler: a touch counts however it is written,
 * by a command, by a thousand at once, by COPY or by a merge.
 */
export const keepContactRhythms: Migration = {
  id: '0003-keep-contact-rhythms',
  sql: `
create function contact_rhythm_due() returns trigger language plpgsql as $$
begin
  new.due_at := new.quiet_since + new.rhythm_days * interval '24 hours';
  return new;
end $$;
create trigger contact_rhythm_due before insert or update on contact_rhythm
  for each row execute function contact_rhythm_due();

-- A new customer has heard nothing since he came. His rhythm has his uuid.
create function contact_rhythm_begin() returns trigger language plpgsql as $$
begin
  insert into contact_rhythm (tenant_id, id, customer_id, quiet_since, rhythm_days, deleted_at)
  select tenant_id, id, id, created_at, 30, deleted_at from added;
  return null;
end $$;
create trigger contact_rhythm_begin after insert on customer referencing new table as added
  for each statement execute function contact_rhythm_begin();

-- Looks anew for the newest touch of customers. Their rows are locked first, so that the search sees what was written meanwhile.
create function contact_rhythm_renew(tenant integer, customers uuid[]) returns void language plpgsql as $$
begin
  perform 1 from contact_rhythm where tenant_id = tenant and id = any(customers) order by id for no key update;
  update contact_rhythm r set last_touch_at = n.at, quiet_since = coalesce(n.at, c.created_at)
  from unnest(customers) given(id)
  join customer c on c.tenant_id = tenant and c.id = given.id
  left join lateral (
    select least(i.occurred_at, now()) as at from interaction i
    where i.tenant_id = tenant and i.customer_id = given.id and i.deleted_at is null
      and i.superseded_by_id is null and is_touch(i.channel, i.outcome)
    order by i.occurred_at desc, i.id desc limit 1) n on true
  where r.tenant_id = tenant and r.id = given.id and r.last_touch_at is distinct from n.at;
end $$;

-- A customer who is merged into another leaves him his interactions, and takes them back when the merge is taken back.
-- A merge moves them before that, so that nobody who logs one waits for it.
create function contact_rhythm_follow() returns trigger language plpgsql as $$
begin
  update contact_rhythm set deleted_at = new.deleted_at where tenant_id = new.tenant_id and id = new.id;
  perform contact_rhythm_renew(new.tenant_id, array[new.id, coalesce(new.merged_into_id, old.merged_into_id)]);
  return null;
end $$;
create trigger contact_rhythm_follow after update of deleted_at on customer
  for each row when (old.deleted_at is distinct from new.deleted_at) execute function contact_rhythm_follow();

-- Rows are locked in the order of their ids, so that two batches cannot wait for each other; also where nothing changes,
-- so that a recount waits for a touch that it does not see yet.
create function contact_rhythm_touch() returns trigger language plpgsql as $$
begin
  with touch as (
    select a.tenant_id, a.customer_id, least(max(a.occurred_at), now()) as at from added a
    where a.deleted_at is null and a.superseded_by_id is null and is_touch(a.channel, a.outcome)
    group by 1, 2),
  locked as (
    select r.tenant_id, r.id, t.at from contact_rhythm r join touch t on t.tenant_id = r.tenant_id and t.customer_id = r.id
    order by r.id for no key update of r)
  update contact_rhythm r set last_touch_at = l.at, quiet_since = l.at from locked l
  where r.tenant_id = l.tenant_id and r.id = l.id and (r.last_touch_at is null or r.last_touch_at < l.at);
  return null;
end $$;

-- An interaction that was corrected or deleted is no touch any more.
create function contact_rhythm_recount() returns trigger language plpgsql as $$
begin
  perform contact_rhythm_renew(tenant_id, array_agg(customer_id)) from (
    select distinct c.tenant_id, c.customer_id from former f join changed c on c.tenant_id = f.tenant_id and c.id = f.id
    where (f.superseded_by_id, f.deleted_at) is distinct from (c.superseded_by_id, c.deleted_at)) gone
  group by tenant_id;
  return null;
end $$;

-- People met: a call that nobody answered is no touch, nor is what a device sends.
create function is_touch(channel text, outcome text) returns boolean language sql immutable parallel safe as $$
  select channel <> 'DEVICE' and outcome is distinct from 'NOT_REACHED'
$$;

create trigger contact_rhythm_touch after insert on interaction referencing new table as added
  for each statement execute function contact_rhythm_touch();
-- A merge moves very many interactions: the last of them count for all.
create trigger contact_rhythm_recount after update on interaction referencing old table as former new table as changed
  for each statement when (current_setting('app.moving', true) is distinct from 'on') execute function contact_rhythm_recount();`,
};
