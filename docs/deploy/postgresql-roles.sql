-- Run once by a superuser of PostgreSQL 15 or newer:
--   psql -d postgres -f postgresql-roles.sql
-- Then give each role a password (\password referral_owner, and so on) or let
-- all in by a certificate; and make the database (see "Run it").

-- Owns the tables, changes them at an update, and serves nobody.
CREATE ROLE referral_owner LOGIN
  NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT;

-- What the server and the worker sign in as. Owns nothing.
CREATE ROLE referral_server LOGIN
  NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT;

-- What `referral backup` dumps as: reads everything, past every policy, changes nothing.
CREATE ROLE referral_backup LOGIN
  NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION BYPASSRLS;
GRANT pg_read_all_data TO referral_backup;
ALTER ROLE referral_backup SET default_transaction_read_only = on;
