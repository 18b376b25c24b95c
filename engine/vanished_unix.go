//go:build unix

package engine

import (
	"errors"
	"net"
	"syscall"
)

// hungUp peeks whether the other side has closed the socket. What it has sent
// in the meantime stays there for whoever reads.
func hungUp(socket *net.TCPConn) bool {
	raw, err := socket.SyscallConn()
	if err != nil {
		return true
	}
	var n int
	var peek error
	err = raw.Control(func(fd uintptr) {
		n, _, peek = syscall.Recvfrom(int(fd), make([]byte, 1), syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
	})
	switch {
	case err != nil:
		return true
	case errors.Is(peek, syscall.EAGAIN), errors.Is(peek, syscall.EINTR):
		return false
	}
	return peek != nil || n == 0
}
