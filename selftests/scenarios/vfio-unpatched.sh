# shellcheck shell=sh disable=SC2034,SC2094,SC2154
# SPDX-License-Identifier: GPL-2.0
#
# The guest is that of vfio-mdev; nothing here may make the machine itself fail, which is
# why the tests stop where a kernel that errs would use memory that is not the device's.
. "$here/scenarios/vfio-mdev.sh"
desc="scenario vfio-mdev on the bare base: what the series fixes fails for its reason"
file=$here/scenarios/vfio-mdev.sh
variants=base

# Each result that has to fail, and what the guest must have said of it, an extended
# regular expression.
reasons='
feature.one_port.region_bounds=region 7 of 256 bytes: a byte at 256
feature.one_port.device_info=VFIO_DEVICE_FLAGS_RESET .0.
feature.two_ports_cdev.region_bounds=region 7 of 256 bytes: a byte at 256
feature.two_ports_cdev.device_info=VFIO_DEVICE_FLAGS_RESET .0.
fsm.one_port.temporary_end_of_stream=ENOMSG .42. == errno .0.
fsm.two_ports.temporary_end_of_stream=ENOMSG .42. == errno .0.
fsm.two_ports_cdev.temporary_end_of_stream=ENOMSG .42. == errno .0.
fsm.one_port.precopy_info=-EINVAL .* == precopy_info.* .-19.
fsm.two_ports.precopy_info=-EINVAL .* == precopy_info.* .-19.
fsm.two_ports_cdev.precopy_info=-EINVAL .* == precopy_info.* .-19.
stream.one_port.header_bits=bit 0 of byte 0$
stream.one_port.header_error_sticks=what follows a wrong header was taken
stream.one_port.port_bits=impossible state: bit 7 of byte 48 .taken
stream.one_port.fifo_fields=head 16, tail 2, count 3: taken
stream.one_port.reordered=from byte
stream.one_port.random=impossible state: stream
stream.two_ports.header_bits=bit 0 of byte 0$
stream.two_ports.header_error_sticks=what follows a wrong header was taken
stream.two_ports.port_bits=impossible state: bit 7 of byte 48 .taken
stream.two_ports.fifo_fields=head 16, tail 2, count 4: taken
stream.two_ports.reordered=from byte
stream.two_ports.random=impossible state: stream
lifetime.uart.reopen_in_every_state=closed in STOP$
lifetime.uart.file_after_close=STATE_RUNNING .2. == get_state
lifetime.uart.file_after_remove=PRE_COPY: the device has gone, its file has not
lifetime.uart.file_in_a_child=before .11. == mtty_available.* .12.
lifetime.uart_cdev.reopen_in_every_state=closed in STOP$
lifetime.uart_cdev.file_after_close=STATE_RUNNING .2. == get_state
lifetime.uart_cdev.file_after_remove=PRE_COPY: the device has gone, its file has not
lifetime.uart_cdev.file_in_a_child=before .11. == mtty_available.* .12.
log_args.uart.start_page_size=page size 0x3$
log_args.uart.start_empty_range=-EINVAL .* == log_start.* .0.
log_args.uart.order=-EALREADY .* == log_start.* .0.
log_args.uart.report=-EINVAL .* == log_report.* .0.
dirty.not_tracked=-EINVAL .* == get.* .0.
dirty.bitmap_cannot_be_written=-EFAULT .* == get.* .0.
dirty.huge=u64 1 of the bitmap
dirty.empty=-EINVAL .* == get_at.* .0.
dirty.not_mapped=-EINVAL .* == get.* .0.
uart=uart: a BAR that it lacks can be read
uart, four threads=a BAR that it lacks can be read
'

host() {
	status=0
	selects "$build/base" || status=$?
	case $status in
	1) ok "mtty selects nothing" ;;
	*) not_ok "mtty selects nothing" "status $status of selects() for build/base" ;;
	esac
	qemu guest
	wait_exit guest "$timeout"
}

said() { case_said "$1"; }

verdict() {
	judge >raw
	as_stated
	other_cases 'this mtty has no such type|no fault knobs|no tracepoints'
	grep '	mtty selects nothing	' raw || :
}
