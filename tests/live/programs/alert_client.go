// Connects to every KEY:PORT of its arguments and prints KEY, a tab and what the user would read.
package main

import (
	"crypto/tls"
	"fmt"
	"net"
	"os"
	"strings"
	"time"
)

const timeout = 10 * time.Second

func receive(port string) string {
	dialer := &net.Dialer{Timeout: timeout, Deadline: time.Now().Add(timeout)}
	config := &tls.Config{ServerName: "localhost"}
	connection, err := tls.DialWithDialer(dialer, "tcp", net.JoinHostPort("127.0.0.1", port), config)
	if err != nil {
		return err.Error()
	}
	connection.Close()
	return "no error"
}

func main() {
	for _, argument := range os.Args[1:] {
		code, port, _ := strings.Cut(argument, ":")
		fmt.Printf("%s\t%s\n", code, strings.Join(strings.Fields(receive(port)), " "))
	}
}
