package settings

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

func atLeast(least int) func(string) error {
	return func(text string) error {
		n, err := strconv.Atoi(text)
		if err != nil {
			return fmt.Errorf("%q is not a whole number", text)
		}
		if n < least {
			return fmt.Errorf("%d is below %d", n, least)
		}
		return nil
	}
}

func oneOf(words ...string) func(string) error {
	return func(text string) error {
		if !slices.Contains(words, text) {
			return fmt.Errorf("%q is not one of %s", text, strings.Join(words, ", "))
		}
		return nil
	}
}

func notEmpty(text string) error {
	if text == "" {
		return errors.New("must not be empty")
	}
	return nil
}

func duration(text string) error {
	if text == "0" {
		return nil
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		return fmt.Errorf("%q is not a duration such as 90s or 5m", text)
	}
	if d < 0 {
		return fmt.Errorf("%s is below zero", text)
	}
	return nil
}

func addressOrNone(text string) error {
	if text == "" {
		return nil
	}
	return address(text)
}

func address(text string) error {
	_, port, err := net.SplitHostPort(text)
	if err != nil {
		return fmt.Errorf("%q is not an address such as 127.0.0.1:3307", text)
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return fmt.Errorf("%q has no port between 0 and 65535", text)
	}
	return nil
}

func httpURL(text string) error {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("%q is not an address such as https://api.helpscout.net", text)
	case u.User != nil:
		return errors.New("must not hold a user or password")
	}
	return nil
}

// mysqlURL never quotes what it refuses: it may hold a password.
func mysqlURL(text string) error {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "mysql" || u.Hostname() == "" {
		return errors.New("not an address such as mysql://root@127.0.0.1:3307/helpscout")
	}
	return nil
}
