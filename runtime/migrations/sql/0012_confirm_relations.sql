-- @only relations

-- When an event or a snapshot last named the pair: what a complete snapshot has not named has ended.
ALTER TABLE "friendship" ADD COLUMN IF NOT EXISTS "confirmed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
ALTER TABLE "block" ADD COLUMN IF NOT EXISTS "confirmed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
