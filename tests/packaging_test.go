package tests

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// What the packages are made of is there, and the unit is one that systemd takes.
func TestPackaging(t *testing.T) {
	text, err := os.ReadFile("../packaging/goreleaser.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var release struct {
		Version int `yaml:"version"`
		Builds  []struct {
			Main string `yaml:"main"`
		} `yaml:"builds"`
		NFPMs []struct {
			Contents []struct {
				Src string `yaml:"src"`
			} `yaml:"contents"`
		} `yaml:"nfpms"`
	}
	if err := yaml.Unmarshal(text, &release); err != nil {
		t.Fatal(err)
	}
	paths := []string{release.Builds[0].Main}
	for _, c := range release.NFPMs[0].Contents {
		if !strings.HasPrefix(c.Src, "dist-completions/") { // made before the build
			paths = append(paths, c.Src)
		}
	}
	for _, p := range paths {
		if _, err := os.Stat(filepath.Join("..", p)); err != nil {
			t.Errorf("goreleaser.yaml: %v", err)
		}
	}
	verifyUnit(t)
}

func verifyUnit(t *testing.T) {
	t.Helper()
	systemd, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Log("SKIP: no systemd-analyze; the unit is not verified")
		return
	}
	text, err := os.ReadFile("../packaging/scoutql.service")
	if err != nil {
		t.Fatal(err)
	}
	// The program is not installed here.
	unit := filepath.Join(t.TempDir(), "scoutql.service")
	if err := os.WriteFile(unit, []byte(strings.ReplaceAll(string(text), "/usr/bin/scoutql", "/bin/true")), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(systemd, "verify", unit).CombinedOutput(); err != nil && strings.Contains(string(out), "scoutql.service") {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
}
