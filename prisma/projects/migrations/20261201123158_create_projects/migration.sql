CREATE TABLE "projects_item" (
    "id" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "projects_item_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "projects_item_owner_id_sequence_key" ON "projects_item"("owner_id", "sequence");

CREATE TABLE "projects_head" (
    "owner_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,

    CONSTRAINT "projects_head_pkey" PRIMARY KEY ("owner_id")
);
