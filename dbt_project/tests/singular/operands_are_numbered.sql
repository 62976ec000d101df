-- The operands of a value count from 1 without a gap; that none stands twice is the key's.
select lineage_id, min(operand_order) as first, max(operand_order) as last, count(*) as operands
from {{ ref('lineage') }}
group by lineage_id
having min(operand_order) <> 1 or max(operand_order) <> count(*)
