-- Which case of the moderation domain has suspended the account; null for an administrator's suspension.
ALTER TABLE "account" ADD COLUMN "suspension_case_id" TEXT;
