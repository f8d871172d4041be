#Requires -Version 4.0
#Requires -RunAsAdministrator
# Takes back the changes of hv-a01.disruptive.ps1: 6 settings of one host, the last one first.
# Add -WhatIf to see what would be changed. Each change gives one line of output: redirect it to keep a log.
# It goes back to what hv-a01.disruptive.state.json recorded, and where that says nothing to what the inventory said.
# It interrupts traffic: NICs restart, or a switch is recreated. Drain the host first, and work at its console. Where the
# only path to Management would be cut, nothing is done without -AllowManagementLoss.

[CmdletBinding(SupportsShouldProcess)]
param([switch]$AllowManagementLoss)
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$tally = @{ changed = 0; same = 0; skipped = 0; failed = 0 }

$expected = 'hv-a01'
$label = $expected.Split('.')[0]
if (@($env:COMPUTERNAME, [System.Net.Dns]::GetHostName()) -notcontains $label) {
    throw "This script is for the host $label, and this is $env:COMPUTERNAME. Nothing was changed."
}

$recordPath = Join-Path $PSScriptRoot 'hv-a01.disruptive.state.json'

function Write-Line([string]$Text) {
    Write-Output ($Text -replace '[\x00-\x1f\x7f\x85\u2028\u2029]', '?')
}

function ConvertTo-Text($Value) {
    if ($null -eq $Value) { return '' }
    if ($Value -is [bool]) { return $Value.ToString().ToLowerInvariant() }
    return [string]$Value
}

function ConvertFrom-Text($Text) {
    switch -CaseSensitive ($Text) {
        '' { return $null }
        'true' { return $true }
        'false' { return $false }
        default { return $Text }
    }
}

# The first of these properties that the object has: what they are called differs between versions of Windows.
function Read-Property($Object, [string[]]$Names) {
    foreach ($name in $Names) {
        $property = $Object.PSObject.Properties[$name]
        if ($null -ne $property) { return $property.Value }
    }
    throw "This version of Windows does not know $($Names[-1])."
}

function Select-Single($Found, [string]$What) {
    if ($Found.Count -ne 1) { throw "There are $($Found.Count) of $What here, not one." }
    return $Found[0]
}

function Get-Key([string]$Kind, [hashtable]$Target, [string]$Setting) {
    $parts = @($Target.Keys | Sort-Object | ForEach-Object { "$_=$($Target[$_])" })
    return (@($Setting, $Kind) + $parts) -join '|'
}

function Read-Records {
    $records = @{}
    if (Test-Path -LiteralPath $recordPath) {
        foreach ($record in (Get-Content -LiteralPath $recordPath -Raw -Encoding UTF8 | ConvertFrom-Json)) {
            $records[$record.Key] = $record
        }
    }
    return $records
}

# Written before the setting is touched, under another name first, so that an interruption loses nothing.
function Save-Record([string]$Key, [string]$Before, [string]$After) {
    $records = Read-Records
    $records[$Key] = [pscustomobject]@{ Key = $Key; Before = $Before; After = $After }
    ConvertTo-Json -InputObject @($records.Values) | Set-Content -LiteralPath "$recordPath.new" -Encoding UTF8
    Move-Item -LiteralPath "$recordPath.new" -Destination $recordPath -Force
}

function Step-Setting([string]$Kind, [hashtable]$Target, [string]$Setting, $Wanted, [string]$Label, [bool]$Record) {
    $what = "$Setting of $Label"
    $now = ConvertTo-Text (& "Read-$Kind" $Target $Setting)
    $to = ConvertTo-Text $Wanted
    if ($now -eq $to) {
        $tally['same']++
        Write-Line "same     $what is $now"
        return
    }
    if (-not $PSCmdlet.ShouldProcess($what, "change from '$now' to '$to'")) {
        $tally['skipped']++
        return
    }
    if ($Record) { Save-Record (Get-Key $Kind $Target $Setting) $now $to }
    & "Write-$Kind" $Target $Setting $Wanted | Out-Null
    $tally['changed']++
    Write-Line "changed  $what from $now to $to"
}

function Write-Failure([string]$What, $Failure) {
    if ($Failure.Exception -is [System.Management.Automation.ItemNotFoundException]) {
        $tally['skipped']++
        Write-Line "skipped  $What because $($Failure.Exception.Message)"
        return
    }
    $tally['failed']++
    Write-Line "failed   $What because $($Failure.Exception.Message)"
}

function Exit-WithSummary {
    Write-Line "$($tally['changed']) changed, $($tally['same']) already so, $($tally['skipped']) skipped, $($tally['failed']) failed"
    if ($tally['failed'] -gt 0) { exit 1 }
    exit 0
}

function Undo-Change([string]$Kind, [hashtable]$Target, [string]$Setting, $Proposed, [string]$Label, $Was) {
    $what = "$Setting of $Label"
    try {
        $record = (Read-Records)[(Get-Key $Kind $Target $Setting)]
        $applied = ConvertTo-Text $Proposed
        if ($null -ne $record -and $record.After -eq $applied) { $before = ConvertFrom-Text $record.Before }
        elseif ($PSBoundParameters.ContainsKey('Was')) { $before = $Was }
        else { throw (New-Object System.Management.Automation.ItemNotFoundException 'nobody recorded what it was.') }
        $now = ConvertTo-Text (& "Read-$Kind" $Target $Setting)
        if ($now -ne $applied -and $now -ne (ConvertTo-Text $before)) {
            throw (New-Object System.Management.Automation.ItemNotFoundException "it is $now by now, not $applied as applied.")
        }
        Step-Setting $Kind $Target $Setting $before $Label $false
    } catch { Write-Failure $what $_ }
}

function Get-SwitchAdapter([string]$SwitchName) {
    $devices = @(Get-VMNetworkAdapter -ManagementOS -ErrorAction Stop | Where-Object { $_.SwitchName -eq $SwitchName } | ForEach-Object { $_.DeviceId })
    return @(Get-NetAdapter -ErrorAction Stop | Where-Object { $devices -contains $_.DeviceID } | ForEach-Object { $_.Name })
}

function Get-Dependent([string]$Name) {
    $lost = @($Name)
    $up = @(Get-NetAdapter -ErrorAction Stop | Where-Object { $_.Status -eq 'Up' })
    foreach ($team in @(Get-NetLbfoTeam -ErrorAction SilentlyContinue)) {
        $others = @($up | Where-Object { $_.Name -ne $Name -and @($team.Members) -contains $_.Name })
        if (@($team.Members) -contains $Name -and $others.Count -eq 0) { $lost += @($team.TeamNics) }
    }
    foreach ($each in @(Get-VMSwitch -SwitchType External -ErrorAction Stop)) {
        $uplinks = @(Get-NetAdapter -ErrorAction Stop | Where-Object { @($each.NetAdapterInterfaceDescriptions) -contains $_.InterfaceDescription } | ForEach-Object { $_.Name })
        $touched = @($uplinks | Where-Object { $lost -contains $_ })
        $others = @($up | Where-Object { $uplinks -contains $_.Name -and $lost -notcontains $_.Name })
        if ($touched.Count -gt 0 -and $others.Count -eq 0) { $lost += @(Get-SwitchAdapter $each.Name) }
    }
    return $lost
}

function Assert-ManagementStays([string[]]$Lost) {
    if ($AllowManagementLoss) { return }
    $routed = @(Get-NetRoute -ErrorAction Stop | Where-Object { @('0.0.0.0/0', '::/0') -contains $_.DestinationPrefix } | ForEach-Object { $_.InterfaceIndex })
    $paths = @(Get-NetAdapter -ErrorAction Stop | Where-Object { $_.Status -eq 'Up' -and $Lost -notcontains $_.Name -and $routed -contains $_.InterfaceIndex })
    if ($paths.Count -eq 0) {
        throw 'no second path to Management is up. Work at the console of the host and add -AllowManagementLoss, or open another path.'
    }
}

function Get-NicPattern([string]$Name) {
    $nic = Select-Single @(Get-NetAdapter -ErrorAction Stop | Where-Object { $_.Name -eq $Name }) "the NIC $Name"
    return [WildcardPattern]::Escape($nic.Name)
}

# A change of these settings restarts the NIC: once, after the last change of that NIC.
$pending = @{}
function Restart-Nic([string]$Name) {
    if (-not $pending.ContainsKey($Name)) { return }
    try {
        Assert-ManagementStays @(Get-Dependent $Name)
        $pattern = Get-NicPattern $Name
    } catch {
        Write-Failure "restart of $Name" $_
        return
    }
    $pending.Remove($Name)
    try {
        Restart-NetAdapter -Name $pattern -Confirm:$false -ErrorAction Stop
        for ($wait = 0; $wait -lt 60; $wait++) {
            if ((Get-NetAdapter -Name $pattern -ErrorAction Stop).Status -eq 'Up') {
                Write-Line "restarted $Name"
                return
            }
            Start-Sleep -Seconds 2
        }
        throw 'it is not up again after two minutes. The rest was not tried.'
    } catch {
        Write-Failure "restart of $Name" $_
        Exit-WithSummary
    }
}

function Find-HostVnic([string]$Name) {
    return Select-Single @(Get-VMNetworkAdapter -ManagementOS -ErrorAction Stop | Where-Object { $_.Name -eq $Name }) "the host vNIC $Name"
}

function Find-Adapter([hashtable]$Target) {
    if (-not $Target.ContainsKey('Vm')) { return Find-HostVnic $Target['Adapter'] }
    $vms = @(Get-VM -ErrorAction Stop | Where-Object { $_.Name -eq $Target['Vm'] })
    if ($vms.Count -eq 0) {
        throw (New-Object System.Management.Automation.ItemNotFoundException "the VM $($Target['Vm']) is on another host by now.")
    }
    $vm = Select-Single $vms "the VM $($Target['Vm'])"
    $found = @(Get-VMNetworkAdapter -VM $vm -ErrorAction Stop | Where-Object { $_.Name -eq $Target['Adapter'] })
    return Select-Single $found "the adapter $($Target['Adapter']) of the VM $($Target['Vm'])"
}

function Read-Adapter([hashtable]$Target, [string]$Setting) {
    $adapter = Find-Adapter $Target
    if (@('MinimumBandwidthWeight', 'MaximumBandwidth') -contains $Setting) {
        if ($null -eq $adapter.BandwidthSetting) { return 0 }
        return Read-Property $adapter.BandwidthSetting @($Setting)
    }
    if ($Setting -eq 'VmmqQueuePairs') {
        return Read-Property $adapter @('VmmqQueuePairsRequested', 'VrssMaxQueuePairsRequested', $Setting)
    }
    return Read-Property $adapter @("$($Setting)Requested", $Setting)
}

function Write-Adapter([hashtable]$Target, [string]$Setting, $Value) {
    $parameters = @{ $Setting = $Value }
    Set-VMNetworkAdapter -VMNetworkAdapter (Find-Adapter $Target) @parameters -ErrorAction Stop
}

function Get-AdvancedName([hashtable]$Target) {
    if ($Target.ContainsKey('Nic')) { return $Target['Nic'] }
    $vnic = Find-HostVnic $Target['Adapter']
    $seen = @(Get-NetAdapter -ErrorAction Stop | Where-Object { $_.DeviceID -eq $vnic.DeviceId })
    if ($seen.Count -eq 1) { return $seen[0].Name }
    return "vEthernet ($($vnic.Name))"
}

function Read-Advanced([hashtable]$Target, [string]$Setting) {
    $pattern = Get-NicPattern (Get-AdvancedName $Target)
    $found = @(Get-NetAdapterAdvancedProperty -Name $pattern -AllProperties -ErrorAction Stop | Where-Object { $_.RegistryKeyword -eq $Setting })
    return @((Select-Single $found "the property $Setting").RegistryValue)[0]
}

function Write-Advanced([hashtable]$Target, [string]$Setting, $Value) {
    $name = Get-AdvancedName $Target
    $pattern = Get-NicPattern $name
    Set-NetAdapterAdvancedProperty -Name $pattern -RegistryKeyword $Setting -RegistryValue $Value -NoRestart -ErrorAction Stop
    $pending[$name] = $true
}

function Restart-HostVnic([string]$Name) {
    try { Restart-Nic (Get-AdvancedName @{ Adapter = $Name }) }
    catch { Write-Failure "restart of $Name" $_ }
}

$profiles = @{ '1' = 'Closest'; '2' = 'ClosestStatic'; '3' = 'NUMA'; '4' = 'NUMAStatic'; '5' = 'Conservative' }

function Read-Nic([hashtable]$Target, [string]$Setting) {
    $noun, $parameter = $Setting.Split('.')
    $pattern = Get-NicPattern $Target['Nic']
    $value = Read-Property (& "Get-$noun" -Name $pattern -ErrorAction Stop) @($parameter)
    if ($parameter -eq 'Profile' -and $profiles.ContainsKey([string]$value)) { return $profiles[[string]$value] }
    return $value
}

function Write-Nic([hashtable]$Target, [string]$Setting, $Value) {
    $noun, $parameter = $Setting.Split('.')
    $pattern = Get-NicPattern $Target['Nic']
    $parameters = @{ $parameter = $Value }
    & "Set-$noun" -Name $pattern @parameters -NoRestart -Confirm:$false -ErrorAction Stop
    $pending[$Target['Nic']] = $true
}

function Invoke-All {
Undo-Change 'Advanced' @{ Adapter = 'LiveMigration' } '*JumboPacket' 9014 'LiveMigration' -Was 1514
Restart-HostVnic 'LiveMigration'
Undo-Change 'Advanced' @{ Adapter = 'Backup' } '*JumboPacket' 9014 'Backup' -Was 1514
Restart-HostVnic 'Backup'
Undo-Change 'Advanced' @{ Nic = 'SLOT 3 Port 2' } '*JumboPacket' 9014 'SLOT 3 Port 2' -Was 1514
Undo-Change 'Advanced' @{ Nic = 'SLOT 3 Port 1' } '*JumboPacket' 9014 'SLOT 3 Port 1' -Was 1514
Undo-Change 'Nic' @{ Nic = 'SLOT 3 Port 2' } 'NetAdapterVmq.BaseProcessorNumber' 18 'SLOT 3 Port 2'
Restart-Nic 'SLOT 3 Port 2'
Undo-Change 'Nic' @{ Nic = 'SLOT 3 Port 1' } 'NetAdapterVmq.BaseProcessorNumber' 2 'SLOT 3 Port 1'
Restart-Nic 'SLOT 3 Port 1'
}

Invoke-All
Exit-WithSummary
