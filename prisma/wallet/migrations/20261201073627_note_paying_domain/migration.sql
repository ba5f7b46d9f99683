-- AlterTable
ALTER TABLE "received_payment" ADD COLUMN     "reference_domain" TEXT;
