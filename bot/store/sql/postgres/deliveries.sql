-- Where PostgreSQL needs other words for what stands under the same name in the folder above.

-- name: deliveries.next_due
-- What rests can leave when the rest is over: the later of the two moments.
SELECT min(greatest(due_at, coalesce(rests_until, ''))) AS due_at
FROM deliveries_free
WHERE :frugal_on = '' OR essential_on IN ('always', :frugal_on);

-- name: deliveries.of_subjects
SELECT * FROM deliveries
WHERE subject IN (SELECT json_array_elements_text(CAST(:subjects AS json))) ORDER BY id;
