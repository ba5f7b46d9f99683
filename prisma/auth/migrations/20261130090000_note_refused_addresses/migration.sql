-- AlterTable
ALTER TABLE "identifier" ADD COLUMN "refused_at" TIMESTAMPTZ(3);
