package sqltext

import (
	"strings"

	"github.com/dolthub/vitess/go/mysql"
	ast "github.com/dolthub/vitess/go/vt/sqlparser"
)

// functions are those that a statement may call; someone has looked at each:
// it reads no file, does not wait, and its result is about as long as its
// arguments. What a later engine learns is not there until it stands here.
// Refused or bounded are LOAD_FILE, BENCHMARK, UNCOMPRESS, SLEEP, GET_LOCK, and
// boundedFunctions.
const functions = `
abs acos adddate any_value ascii asin atan atan2 avg bin bin_to_uuid bit_and bit_count bit_length bit_or bit_xor
ceil ceiling char char_length character_length charset coalesce coercibility collation compress concat concat_ws
connection_id conv convert_tz cos cot count crc32 curdate current_date current_role current_time current_timestamp
current_user curtime database date date_add date_format date_sub datediff datetime day dayname dayofmonth dayofweek
dayofyear default degrees dense_rank distance elt exp export_set extract field find_in_set first first_value floor
format found_rows from_base64 from_days from_unixtime from_vector geomcollection geometrycollection get_format
get_lock greatest group_concat grouping gtid_subset gtid_subtract hex hour icu_version if ifnull inet6_aton
inet6_ntoa inet_aton inet_ntoa insert instr interval is_binary is_free_lock is_ipv4 is_ipv4_compat is_ipv4_mapped
is_ipv6 is_used_lock is_uuid isnull json_array json_array_append json_array_insert json_arrayagg json_contains
json_contains_path json_depth json_extract json_insert json_keys json_length json_merge json_merge_patch
json_merge_preserve json_object json_objectagg json_overlaps json_pretty json_quote json_remove json_replace
json_schema_valid json_schema_validation_report json_search json_set json_storage_free json_storage_size json_table
json_type json_unquote json_valid json_value lag last last_day last_insert_id last_insert_uuid last_value lcase
lead least left length linestring ln localtime localtimestamp locate log log10 log2 lower lpad ltrim make_set
makedate maketime max md5 microsecond mid min minute mod month monthname multilinestring multipoint multipolygon
name_const now nth_value ntile nullif oct octet_length ord password percent_rank period_add period_diff pi
plain_text point polygon position pow power ps_current_thread_id quarter quote radians rand random_bytes rank
regexp_instr regexp_like regexp_replace regexp_substr release_all_locks release_lock repeat replace reverse right
roles_graphml round row_count row_number rpad rtrim schema sec_to_time second session_user sha sha1 sha2 sign sin
sleep soundex space sqrt st_area st_asbinary st_asgeojson st_astext st_aswkb st_aswkt st_centroid st_contains
st_convexhull st_dimension st_disjoint st_distance st_endpoint st_envelope st_equal st_equals st_exteriorring
st_geohash st_geomcollfromtext st_geomcollfromtxt st_geomcollfromwkb st_geometrycollectionfromtext
st_geometrycollectionfromwkb st_geometryfromtext st_geometryfromwkb st_geometryn st_geometrytype
st_geomfromgeojson st_geomfromtext st_geomfromwkb st_interiorringn st_intersects st_isclosed st_isempty
st_issimple st_latfromgeohash st_latitude st_length st_linefromtext st_linefromwkb st_linestringfromtext
st_linestringfromwkb st_longfromgeohash st_longitude st_mlinefromtext st_mlinefromwkb st_mpointfromtext
st_mpointfromwkb st_mpolyfromtext st_mpolyfromwkb st_multilinestringfromtext st_multilinestringfromwkb
st_multipointfromtext st_multipointfromwkb st_multipolygonfromtext st_multipolygonfromwkb st_numgeometries
st_numinteriorring st_numinteriorrings st_numpoints st_perimeter st_pointfromgeohash st_pointfromtext
st_pointfromwkb st_pointn st_polyfromtext st_polyfromwkb st_polygonfromtext st_polygonfromwkb st_srid
st_startpoint st_swapxy st_transform st_validate st_within st_x st_y statement_digest std stddev stddev_pop
stddev_samp str_to_date strcmp string_to_vector subdate substr substring substring_index subtime sum sysdate
system_user tan time time_format time_to_sec timediff timestamp timestampadd timestampdiff to_base64 to_days
to_seconds to_vector trim truncate ucase uncompressed_length unhex unix_timestamp upper user utc_date utc_time
utc_timestamp uuid uuid_short uuid_to_bin validate_password_strength values var_pop var_samp variance vec_distance
vec_distance_cosine vec_distance_euclidean vec_distance_l2_squared vec_fromtext vec_totext vector_to_string version
week weekday weekofyear weight_string year yearweek addtime asciistr cume_dist
`

var allowedFunctions = func() map[string]bool {
	allowed := map[string]bool{}
	for _, name := range strings.Fields(functions) {
		allowed[name] = true
	}
	return allowed
}()

// refuseUnknown refuses a function that nobody has looked at, in the words for
// one that does not exist. Ours begin with two underscores.
func refuseUnknown(f *ast.FuncExpr) error {
	name := f.Name.Lowered()
	if allowedFunctions[name] || strings.HasPrefix(name, "__") {
		return nil
	}
	return mysql.NewSQLError(1305, mysql.SSClientError, "FUNCTION %s does not exist", name)
}
