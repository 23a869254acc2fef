#pragma once
// How a record gives what its fields hold: a function a field. Nothing where the record lacks it, or it is
// unknown.

#include "wsdissect/filter/record.hpp"
#include "wsdissect/filter/value.hpp"

namespace wsdissect::filter {

using Getter = Values(const Record& record);

Getter get_packet_number, get_time, get_tcp_stream, get_connection, get_direction;
Getter get_ip_source, get_ip_destination, get_ip_addresses;
Getter get_ipv6_source, get_ipv6_destination, get_ipv6_addresses;
Getter get_source_port, get_destination_port, get_ports;
Getter get_host, get_uri, get_status, get_key, get_accept, get_subprotocols, get_extensions, get_version;
Getter get_verdict, get_accept_valid;
Getter get_presence, get_opcode, get_length;
Getter get_fin, get_rsv, get_pmc, get_mask, get_masking_key, get_length_field, get_length_16, get_length_64;
Getter get_close_code, get_close_reason, get_ping, get_pong;
Getter get_payload_text, get_message_text, get_message_length;
Getter get_rule, get_severity;

}  // namespace wsdissect::filter
