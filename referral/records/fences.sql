-- What the row policies ask, as plain questions about identifiers.
--
-- `$schema` is the schema of the tables. The functions run as the tables' owner, who
-- may read the few tables named here; each answers yes, no, or an identifier, and
-- nothing else. What a transaction has not said (`app.…`) is NULL here, never an error:
-- PostgreSQL leaves '' behind when a transaction that said it is rolled back.

-- The transaction runs for the mechanism that lives in this database.
CREATE OR REPLACE FUNCTION $schema.fence_mechanism() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$ BEGIN
  RETURN nullif(current_setting('app.mechanism', true), '') IS NOT NULL AND NOT EXISTS (
    SELECT FROM $schema.mechanism
    WHERE id <> nullif(current_setting('app.mechanism', true), '')::uuid);
END $$;

-- It reaches every case: the system, the coordinator, the auditor, signing in.
CREATE OR REPLACE FUNCTION $schema.fence_all() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$ BEGIN
  RETURN $schema.fence_mechanism() AND current_setting('app.reach', true) = 'mechanism';
END $$;

-- It reaches who acts for which organisation, and how they sign in: administration.
CREATE OR REPLACE FUNCTION $schema.fence_directory() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$ BEGIN
  RETURN $schema.fence_mechanism()
    AND current_setting('app.reach', true) IN ('mechanism', 'directory');
END $$;

-- The organisation it runs for.
CREATE OR REPLACE FUNCTION $schema.fence_me() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$ BEGIN
  RETURN CASE WHEN $schema.fence_mechanism()
    THEN nullif(current_setting('app.organisation', true), '')::uuid END;
END $$;

-- It stands in a relation to the case, or has an offer of it before it, or is asked to
-- fill a seat about it. What ends in this very transaction still counts: its entry
-- has to be written.
CREATE OR REPLACE FUNCTION $schema.fence_case(asked uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me uuid := nullif(current_setting('app.organisation', true), '')::uuid;
  now bigint := nullif(current_setting('app.moment', true), '')::bigint;
BEGIN
  RETURN EXISTS (
    SELECT FROM $schema.case_party p WHERE p.case_id = asked
    AND p.organisation_id = me AND (p.until IS NULL OR p.until >= now)
  ) OR EXISTS (
    SELECT FROM $schema.referral_case c JOIN $schema.referral r ON r.id = c.referral_id
    WHERE c.case_id = asked AND r.addressee_id = me
    AND r.stage NOT IN ('draft', 'expired', 'recalled', 'undone', 'withdrawn')
    AND coalesce(r.leaves_at, now) <= now
    AND (coalesce(r.answered_at, now) >= now OR r.stage IN (
      'offered', 'question', 'accepted_by_telephone', 'accepted', 'handed_over',
      'in_service'))
  ) OR EXISTS (
    SELECT FROM $schema.joint_act j JOIN $schema.joint_invitation i
    ON i.joint_act_id = j.id WHERE j.case_id = asked
    AND i.organisation_id = me AND (j.ended_at IS NULL OR j.ended_at >= now));
END $$;

-- The same, or it was sent an offer of the case at any time: who looks at an offer that
-- has ended leaves an entry on the case's chain.
CREATE OR REPLACE FUNCTION $schema.fence_known(asked uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$ BEGIN
  RETURN $schema.fence_case(asked) OR EXISTS (
    SELECT FROM $schema.referral_case c JOIN $schema.referral r ON r.id = c.referral_id
    WHERE c.case_id = asked AND r.stage NOT IN ('draft', 'undone')
    AND coalesce(r.leaves_at, 0)
      <= nullif(current_setting('app.moment', true), '')::bigint
    AND r.addressee_id = nullif(current_setting('app.organisation', true), '')::uuid);
END $$;

-- Nobody stands in a relation to the case yet: it is being opened.
CREATE OR REPLACE FUNCTION $schema.fence_unclaimed(asked uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$ BEGIN
  RETURN NOT EXISTS (SELECT FROM $schema.case_party p WHERE p.case_id = asked);
END $$;

-- The sealed copy was made for it, and has left with its offer, or is of a case it has
-- to do with.
CREATE OR REPLACE FUNCTION $schema.fence_copy(asked uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$ BEGIN
  RETURN EXISTS (
    SELECT FROM $schema.disclosure d WHERE d.id = asked
    AND (d.recipient_id = nullif(current_setting('app.organisation', true), '')::uuid
      AND (d.referral_id IS NULL OR $schema.fence_referral(d.referral_id))
      OR $schema.fence_case(d.case_id)));
END $$;

-- It has to do with the case the attachment belongs to.
CREATE OR REPLACE FUNCTION $schema.fence_attachment(asked uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$ BEGIN
  RETURN EXISTS (
    SELECT FROM $schema.attachment a WHERE a.id = asked
    AND $schema.fence_case(a.case_id));
END $$;

-- It sent the offer, was sent it and it has left, or has to do with a case the offer
-- covers.
CREATE OR REPLACE FUNCTION $schema.fence_referral(asked uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me uuid := nullif(current_setting('app.organisation', true), '')::uuid;
  now bigint := nullif(current_setting('app.moment', true), '')::bigint;
BEGIN
  RETURN EXISTS (
    SELECT FROM $schema.referral r WHERE r.id = asked
    AND (r.sender_id = me OR r.addressee_id = me
      AND r.stage NOT IN ('draft', 'undone') AND coalesce(r.leaves_at, now) <= now)
  ) OR EXISTS (
    SELECT FROM $schema.referral_case c WHERE c.referral_id = asked
    AND $schema.fence_case(c.case_id));
END $$;

-- It asked for the joint act, was invited, or has to do with the case.
CREATE OR REPLACE FUNCTION $schema.fence_joint(asked uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me uuid := nullif(current_setting('app.organisation', true), '')::uuid;
BEGIN
  RETURN EXISTS (
    SELECT FROM $schema.joint_act j WHERE j.id = asked
    AND (j.organisation_id = me OR $schema.fence_case(j.case_id))
  ) OR EXISTS (
    SELECT FROM $schema.joint_invitation i
    WHERE i.joint_act_id = asked AND i.organisation_id = me);
END $$;

-- Content belongs to a case, a sealed copy, or an organisation.
CREATE OR REPLACE FUNCTION $schema.fence_content(asked uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$ BEGIN
  RETURN asked = nullif(current_setting('app.organisation', true), '')::uuid
    OR $schema.fence_case(asked)
    OR $schema.fence_copy(asked);
END $$;

-- Keys and chains may also belong to the mechanism, and to a case that is known.
CREATE OR REPLACE FUNCTION $schema.fence_owner(asked uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$ BEGIN
  RETURN asked = nullif(current_setting('app.organisation', true), '')::uuid
    OR asked = nullif(current_setting('app.mechanism', true), '')::uuid
    OR $schema.fence_known(asked)
    OR $schema.fence_copy(asked)
    OR ($schema.fence_directory()
      AND EXISTS (SELECT FROM $schema.organisation o WHERE o.id = asked));
END $$;
