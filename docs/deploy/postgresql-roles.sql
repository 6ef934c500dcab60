-- Run once by a superuser of PostgreSQL 15 or newer:
--   psql -d postgres -f postgresql-roles.sql
-- Then give each role a password (\password referral_owner, \password referral_server)
-- or let both in by a certificate; and make the database (see "Run it").

-- Owns the tables, changes them at an update, and serves nobody.
CREATE ROLE referral_owner LOGIN
  NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT;

-- What the server and the worker sign in as. Owns nothing.
CREATE ROLE referral_server LOGIN
  NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT;
