-- AlterTable
ALTER TABLE "template" ADD COLUMN "is_builtin" BOOLEAN NOT NULL DEFAULT false;

-- The ids that earlier migrations gave.
UPDATE "template" SET "is_builtin" = true WHERE "id" LIKE 'ntt\_019a0000-0000-7000-8000-%';
