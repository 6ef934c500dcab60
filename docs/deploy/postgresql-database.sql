-- Run once, by a superuser, in the new and empty database:
--   createdb -O referral_owner -T template0 -E UTF8 referral
--   psql -d referral -f postgresql-database.sql

DO $$ BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO referral_server, referral_backup',
    current_database());
END $$;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO referral_owner;
